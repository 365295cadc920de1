package dev.redstart.pubsub;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

/** Who may know whom in this module (DESIGN.md 1). */
class ArchitectureTest {
    @Test
    void pubsubKnowsProcessesAndNothingAboveThem() {
        var classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.redstart.pubsub");
        classes().should().onlyDependOnClassesThat()
                .resideInAnyPackage("dev.redstart.pubsub..", "dev.redstart.process..",
                        "dev.redstart.supervisor..", "dev.redstart.telemetry..", "dev.redstart.cluster..", "java..",
                        "org.jspecify..")
                .check(classes);
    }
}
