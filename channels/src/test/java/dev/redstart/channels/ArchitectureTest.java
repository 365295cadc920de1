package dev.redstart.channels;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** Who may know whom in this module (DESIGN.md 1). */
class ArchitectureTest {
    private static final String CHANNELS = "dev.redstart.channels";

    private final JavaClasses classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(CHANNELS);

    @Test
    void onlyTheSerializersKnowJackson() {
        noClasses().that().resideOutsideOfPackage(CHANNELS + ".serializer..")
                .should().dependOnClassesThat().resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..")
                .check(classes);
    }

    @Test
    void noSerializerShowsJackson() {
        classes().that().resideInAPackage(CHANNELS + ".serializer..").and().haveSimpleNameContaining("Jackson")
                .should().bePackagePrivate().check(classes);
    }

    @Test
    void theServerIsBehindTheApi() {
        noClasses().that().resideInAPackage(CHANNELS + ".serializer..")
                .should().dependOnClassesThat().resideInAPackage(CHANNELS + ".server..").check(classes);
        noClasses().that().resideInAPackage(CHANNELS).and().areNotAssignableTo(UserSocket.class).and()
                .areNotAssignableTo(Broadcast.class)
                .should().dependOnClassesThat().resideInAPackage(CHANNELS + ".server..").check(classes);
    }

    @Test
    void channelsKnowTheEndpointButNotItsHttpServer() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("io.undertow..", "org.xnio..", "dev.redstart.endpoint.undertow..").check(classes);
        noClasses().that().resideOutsideOfPackages(CHANNELS + ".server..", CHANNELS + ".test..", CHANNELS)
                .should().dependOnClassesThat().resideInAPackage("dev.redstart.endpoint..").check(classes);
    }

    @Test
    void theTestKitNeedsNoTestFrameworkAndNobodyNeedsIt() {
        noClasses().that().resideInAPackage(CHANNELS + ".test..").should().dependOnClassesThat()
                .resideInAnyPackage("org.junit..", "org.assertj..", "org.opentest4j..", CHANNELS + ".server..")
                .check(classes);
        noClasses().that().resideOutsideOfPackage(CHANNELS + ".test..").should().dependOnClassesThat()
                .resideInAPackage(CHANNELS + ".test..").check(classes);
    }

    @Test
    void nothingHasANameThatSaysNothing() {
        noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Common)").check(classes);
    }
}
