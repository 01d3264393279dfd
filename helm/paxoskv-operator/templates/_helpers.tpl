{{/* The name of the objects. */}}
{{- define "paxoskv-operator.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "paxoskv-operator.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "paxoskv-operator.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* The first of these is what the clusters' network policies know the operator by. */}}
{{- define "paxoskv-operator.selector" -}}
app.kubernetes.io/name: paxoskv-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "paxoskv-operator.labels" -}}
{{ include "paxoskv-operator.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "paxoskv-operator.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "paxoskv-operator.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "paxoskv-operator.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* An alert rule file of the chart with the address of the runbook put in. */}}
{{- define "paxoskv-operator.rules" -}}
{{- $rule := .root.Files.Get .file | fromYaml -}}
{{- $standard := "https://github.com/paxoskv/paxoskv/blob/main/src-docs/tasks/monitor.md" -}}
{{- toYaml $rule.spec.groups | replace $standard .root.Values.prometheusRule.runbook -}}
{{- end -}}

{{/* Not the selector's: the pod of the test must not be taken for an operator. */}}
{{- define "paxoskv-operator.testLabels" -}}
app.kubernetes.io/name: paxoskv-operator-test
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
