package dev.paxoskv.node.simulation.mutation;

import dev.paxoskv.node.paxos.PaxosNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * The core with a defect in its source, and the simulator on top of it. The patched files are compiled in memory; core, state
 * machine and simulator are loaded anew around them, so that the real ones stay as they are.
 */
public final class PatchedCore extends ClassLoader {
    private static final String ROOT = "dev.paxoskv.node.";
    private static final List<String> LOADED_ANEW = List.of(
            ROOT + "paxos.", ROOT + "statemachine.", ROOT + "storage.", ROOT + "simulation.", ROOT + "scenario.");

    private final Map<String, byte[]> patched;

    /**
     * Compiles the patched files.
     *
     * @throws IllegalStateException if a patch does not fit or does not compile
     */
    public PatchedCore(List<Patch> patches) {
        super(PatchedCore.class.getClassLoader());
        patched = compile(patches);
    }

    /** An object of a class of the simulator, on top of the patched core. */
    public <T> T create(Class<? extends T> like, Class<T> type) {
        try {
            return type.cast(loadClass(like.getName()).getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (LOADED_ANEW.stream().noneMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                byte[] bytes = bytes(name);
                loaded = defineClass(name, bytes, 0, bytes.length);
            }
            return loaded;
        }
    }

    private byte[] bytes(String name) throws ClassNotFoundException {
        byte[] compiled = patched.get(name);
        if (compiled != null) {
            return compiled;
        }
        try (InputStream original = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (original == null) {
                throw new ClassNotFoundException(name);
            }
            return original.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Map<String, byte[]> compile(List<Patch> patches) {
        Map<String, String> texts = new TreeMap<>();
        for (Patch patch : patches) {
            texts.put(patch.file(), patch.applied(texts.computeIfAbsent(patch.file(), PatchedCore::source)));
        }
        List<JavaFileObject> sources = new ArrayList<>();
        texts.forEach((file, text) -> sources.add(new Source(file, text)));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (Classes classes = new Classes(compiler)) {
            List<String> options = List.of(
                    "-proc:none", "-nowarn", "-cp", location(PaxosNode.class) + ":" + location(NullMarked.class));
            if (!compiler.getTask(messages, classes, null, options, null, sources)
                    .call()) {
                throw new IllegalStateException("a patch does not compile: " + messages);
            }
            return classes.compiled();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static String source(String file) {
        try {
            return Files.readString(Path.of("src/main/java/dev/paxoskv/node").resolve(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The directory or archive that a class comes from. */
    private static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("string:///dev/paxoskv/node/" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps compiled classes in memory. */
    private static final class Classes extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new TreeMap<>();

        Classes(JavaCompiler compiler) {
            super(compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8));
        }

        Map<String, byte[]> compiled() {
            Map<String, byte[]> classes = new TreeMap<>();
            written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            written.put(className, bytes);
            return new SimpleJavaFileObject(
                    URI.create("memory:///" + StandardLocation.CLASS_OUTPUT + "/" + className), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }
}
