# Sourced by mvnw. Finds a JDK of the release this build needs and exports JAVA_HOME, so that nobody
# has to set a variable: the default `java` of many systems is older, and Quarkus builds inside
# Maven's own JVM, so a Maven toolchain would come too late.
#
# Order: a JAVA_HOME that already fits, then the places where package managers and tools put JDKs,
# then whatever `javac` is on the PATH. POSIX sh; reads files only, starts no JVM.

find_jdk_wanted=25

# True when $1 is a whole JDK (not a JRE) of the wanted release.
find_jdk_fits() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  find_jdk_version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9][0-9]*\).*/\1/p' "$1/release")
  [ "$find_jdk_version" = "$find_jdk_wanted" ]
}

# Prints the first fitting JDK. Globbing is off in mvnw, hence the `set +f` in this subshell.
find_jdk_search() (
  set +f
  for candidate in \
    "${JAVA_HOME:-}" \
    "${JDK_HOME:-}" \
    /usr/lib/jvm/* \
    /usr/lib64/jvm/* \
    /usr/java/* \
    /usr/local/java/* \
    /usr/local/openjdk-* \
    /opt/java/* \
    /opt/jdk* \
    /opt/jdks/* \
    "${HOME:-}"/.sdkman/candidates/java/* \
    "${HOME:-}"/.jdks/* \
    "${HOME:-}"/.gradle/jdks/* \
    "${HOME:-}"/.asdf/installs/java/* \
    "${HOME:-}"/.local/share/mise/installs/java/* \
    "${HOME:-}"/.jabba/jdk/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /home/linuxbrew/.linuxbrew/opt/openjdk*; do
    if find_jdk_fits "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  # A JDK in an unusual place is still found through the links behind `javac`.
  javac_path=$(command -v javac 2>/dev/null) || return 1
  javac_path=$(readlink -f "$javac_path" 2>/dev/null) || return 1
  candidate=$(dirname "$(dirname "$javac_path")")
  find_jdk_fits "$candidate" && printf '%s\n' "$candidate"
)

if find_jdk_home=$(find_jdk_search); then
  JAVA_HOME=$find_jdk_home
  export JAVA_HOME
else
  cat >&2 <<MESSAGE
PaxosKV needs a JDK $find_jdk_wanted to build, and none was found (a JRE is not enough).

Looked at JAVA_HOME (${JAVA_HOME:-not set}), the usual places (/usr/lib/jvm, SDKMAN, Homebrew,
/Library/Java, ~/.jdks and others) and the javac on the PATH.

Install one beside the Java you have; the default need not change:
  Debian, Ubuntu   apt-get install openjdk-$find_jdk_wanted-jdk-headless   (or Temurin: temurin-$find_jdk_wanted-jdk)
  Fedora           dnf install java-$find_jdk_wanted-openjdk-devel
  macOS            brew install openjdk@$find_jdk_wanted
  SDKMAN           sdk install java $find_jdk_wanted-tem
A JDK in another place is taken from JAVA_HOME: JAVA_HOME=/path/to/jdk-$find_jdk_wanted ./mvnw verify
MESSAGE
  exit 1
fi
