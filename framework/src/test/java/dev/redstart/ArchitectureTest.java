package dev.redstart;

import java.util.ArrayList;
import java.util.List;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/** The arrows between the packages of this module (DESIGN.md 1). */
class ArchitectureTest {
    private static final String OURS = "dev.redstart..";
    private static final String TEST_KIT = "dev.redstart.process.test..";

    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.redstart");
        assertThat(classes.containPackage("dev.redstart.process")).isTrue();
    }

    /** {@code from} may know {@code itself} and {@code others}, and no further package of ours. */
    private static void knowsOnly(String from, String... others) {
        var allowed = new ArrayList<>(List.of(others));
        allowed.add(from);
        noClasses().that().resideInAPackage(from).should()
                .dependOnClassesThat(resideInAPackage(OURS)
                        .and(not(resideInAnyPackage(allowed.toArray(String[]::new)))))
                .because("of the arrows in DESIGN.md 1").check(classes);
    }

    @Test
    void telemetryKnowsNoneOfOurs() {
        knowsOnly("dev.redstart.telemetry..");
    }

    @Test
    void processKnowsOnlyTelemetry() {
        noClasses().that().resideInAPackage("dev.redstart.process..").and(not(resideInAPackage(TEST_KIT))).should()
                .dependOnClassesThat(resideInAPackage(OURS)
                        .and(not(resideInAnyPackage("dev.redstart.process", "dev.redstart.telemetry.."))))
                .because("of the arrows in DESIGN.md 1").check(classes);
    }

    @Test
    void theTestKitKnowsProcessesSupervisorsAndTelemetryAndNobodyKnowsIt() {
        knowsOnly(TEST_KIT, "dev.redstart.process..", "dev.redstart.supervisor..", "dev.redstart.telemetry..");
        noClasses().that().resideOutsideOfPackage(TEST_KIT).should().dependOnClassesThat()
                .resideInAPackage(TEST_KIT).check(classes);
        noClasses().that().resideInAPackage(TEST_KIT).should().dependOnClassesThat()
                .resideInAnyPackage("org.junit..", "org.assertj..", "org.opentest4j..").check(classes);
    }

    @Test
    void supervisorKnowsOnlyProcessAndTelemetry() {
        knowsOnly("dev.redstart.supervisor..", "dev.redstart.process..", "dev.redstart.telemetry..");
    }

    @Test
    void stageKnowsOnlyProcessAndTelemetryAndNobodyKnowsIt() {
        knowsOnly("dev.redstart.stage..", "dev.redstart.process..", "dev.redstart.telemetry..");
        noClasses().that().resideOutsideOfPackage("dev.redstart.stage..").should().dependOnClassesThat()
                .resideInAPackage("dev.redstart.stage..").check(classes);
    }

    @Test
    void websocketKnowsNoneOfOurs() {
        knowsOnly("dev.redstart.websocket..");
    }

    @Test
    void onlyTheEndpointsEnginesKnowUndertow() {
        noClasses().that().resideOutsideOfPackages("dev.redstart.endpoint.undertow..", "dev.redstart.endpoint.epoll..")
                .should().dependOnClassesThat().resideInAnyPackage("io.undertow..", "org.xnio..").check(classes);
    }

    @Test
    void onlyTelemetryKnowsMicrometerAndSlf4j() {
        noClasses().that().resideOutsideOfPackage("dev.redstart.telemetry..").should().dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..", "org.slf4j..").check(classes);
    }

    @Test
    void everyClassIsNamedForItsDuty() {
        noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Common)").check(classes);
    }
}
