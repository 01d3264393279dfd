{{/* The name of the cluster. */}}
{{- define "paxoskv-cluster.name" -}}
{{- $name := default .Release.Name .Values.name -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$" $name) -}}
{{- fail (printf "%q cannot be the name of a PaxosKV cluster: up to 40 lower-case letters, digits and dashes, the first a letter; set name" $name) -}}
{{- end -}}
{{- $name -}}
{{- end -}}

{{- define "paxoskv-cluster.version" -}}
{{- default .Chart.AppVersion .Values.spec.version -}}
{{- end -}}

{{- define "paxoskv-cluster.labels" -}}
app.kubernetes.io/name: paxoskv-cluster
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ include "paxoskv-cluster.version" . | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The image of the members, by the operator's rule. */}}
{{- define "paxoskv-cluster.image" -}}
{{- $image := default dict .Values.spec.image -}}
{{- $repository := default "ghcr.io/paxoskv/paxoskv" $image.repository -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (include "paxoskv-cluster.version" .) -}}
{{- end -}}
{{- end -}}

{{/* A container of the test's pod, which has no shell: each command is one of its own. */}}
{{- define "paxoskv-cluster.command" -}}
- name: {{ .name }}
  image: {{ include "paxoskv-cluster.image" .root }}
  {{- with (default dict .root.Values.spec.image).pullPolicy }}
  imagePullPolicy: {{ . }}
  {{- end }}
  args:
    {{- toYaml .args | nindent 4 }}
    - --endpoints
    - http://{{ include "paxoskv-cluster.name" .root }}.{{ .root.Release.Namespace }}.svc:4000
  resources:
    requests: {cpu: 100m, memory: 256Mi}
    limits: {memory: 512Mi}
  securityContext:
    allowPrivilegeEscalation: false
    readOnlyRootFilesystem: true
    capabilities:
      drop: [ALL]
  volumeMounts:
    - name: tmp
      mountPath: /tmp
{{- end -}}
