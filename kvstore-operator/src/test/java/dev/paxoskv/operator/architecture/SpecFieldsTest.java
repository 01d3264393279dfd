package dev.paxoskv.operator.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupScheduleSpec;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupSpec;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVClusterSpec;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a user can write into the spec is read by the operator: a field that is not would be a promise that nobody keeps. */
class SpecFieldsTest {

    private static final String API = PaxosKVClusterSpec.class.getPackageName();

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.paxoskv.operator");

    static Stream<String> fields() {
        List<String> fields = new ArrayList<>();
        collect(PaxosKVClusterSpec.class, fields);
        collect(PaxosKVBackupSpec.class, fields);
        collect(PaxosKVBackupScheduleSpec.class, fields);
        return fields.stream().distinct();
    }

    private static void collect(Class<?> type, List<String> fields) {
        for (RecordComponent component : type.getRecordComponents()) {
            fields.add(type.getName() + "." + component.getName());
            Stream.concat(
                            Stream.of(component.getType()),
                            Arrays.stream(typeArguments(component))
                                    .filter(Class.class::isInstance)
                                    .map(Class.class::cast))
                    .filter(below -> below.isRecord() && below.getPackageName().equals(API))
                    .forEach(below -> collect(below, fields));
        }
    }

    private static java.lang.reflect.Type[] typeArguments(RecordComponent component) {
        return component.getGenericType() instanceof java.lang.reflect.ParameterizedType generic
                ? generic.getActualTypeArguments()
                : new java.lang.reflect.Type[0];
    }

    @ParameterizedTest
    @MethodSource("fields")
    void isRead(String field) {
        int dot = field.lastIndexOf('.');
        JavaClass type = CLASSES.get(field.substring(0, dot));
        assertThat(type.getMethod(field.substring(dot + 1)).getAccessesToSelf())
                .as("who reads %s", field)
                .map(JavaAccess::getOriginOwner)
                .map(JavaClass::getPackageName)
                .anyMatch(reader -> !reader.equals(API));
    }
}
