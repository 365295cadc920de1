package dev.redstart.process;

import java.lang.management.ManagementFactory;

import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * The platform threads that carry the virtual ones of this JVM. How many there are can be changed since JDK 24.
 *
 * <p>Threading: belongs to the watchdog's thread.
 */
interface Carriers {
    /** How many may run at once. */
    int parallelism();

    /** Lets so many run at once. */
    void parallelism(int wanted);

    /** Virtual threads that wait for one of them. */
    long queued();

    /** The JVM's; or none that could be asked, in a JVM without the module {@code jdk.management}. */
    static Carriers ofJvm() {
        try {
            var bean = ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
            return bean == null ? new Unknown() : new OfJvm(bean);
        } catch (LinkageError _) {
            return new Unknown();
        }
    }

    /** Through the JVM's management interface. */
    final class OfJvm implements Carriers {
        private final VirtualThreadSchedulerMXBean bean;

        OfJvm(VirtualThreadSchedulerMXBean bean) {
            this.bean = bean;
        }

        @Override
        public int parallelism() {
            return bean.getParallelism();
        }

        /**
         * A raise alone starts no thread, and neither does one more task for a queue that has some already; one from a platform thread that
         * has never given one does, because it comes to another queue.
         */
        @Override
        public void parallelism(int wanted) {
            bean.setParallelism(wanted);
            for (int i = bean.getPoolSize(); i < wanted; i++) {
                Thread.ofPlatform().daemon().name("redstart-carrier-start")
                        .start(() -> Thread.ofVirtual().start(() -> {}));
            }
        }

        @Override
        public long queued() {
            return bean.getQueuedVirtualThreadCount();
        }
    }

    /** One that can be neither asked nor changed. */
    final class Unknown implements Carriers {
        @Override
        public int parallelism() {
            return Runtime.getRuntime().availableProcessors();
        }

        @Override
        public void parallelism(int wanted) {}

        @Override
        public long queued() {
            return 0;
        }
    }
}
