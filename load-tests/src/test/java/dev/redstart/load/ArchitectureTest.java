package dev.redstart.load;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages("dev.redstart.load");

    @Test
    void swarmAndGatlingSpeakTheWireAndKnowNothingOfTheServer() {
        noClasses().that()
                .resideInAnyPackage("dev.redstart.load.swarm..", "dev.redstart.load.gatling..",
                        "dev.redstart.load.server..", "dev.redstart.load.compare..", "dev.redstart.load.peer..",
                        "dev.redstart.load.run..", "dev.redstart.load.fake..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.redstart..").and(not(resideInAnyPackage("dev.redstart.load.."))))
                .check(CLASSES);
    }

    @Test
    void peersAreMeasuredByBenchmarksOnly() {
        noClasses().that().resideOutsideOfPackage("dev.redstart.load.bench..").should().dependOnClassesThat()
                .resideInAPackage("org.apache.pekko..").check(CLASSES);
    }

    @Test
    void serversToCompareWithAreKeptApart() {
        noClasses().that().resideOutsideOfPackage("dev.redstart.load.peer..").should().dependOnClassesThat()
                .resideInAnyPackage("io.undertow..", "io.netty..", "io.vertx..", "dev.redstart.load.peer..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.redstart.(load.*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
