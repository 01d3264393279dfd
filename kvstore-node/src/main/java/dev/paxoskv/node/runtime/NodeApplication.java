package dev.paxoskv.node.runtime;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.logging.JBossVersion;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * Quarkus' application, but for the order in which it stops. Quarkus closes its HTTP server first, with whatever is under
 * way, and tells the application only then; no setting of it serves requests to the end. So this one stands around it:
 * asked to stop, it lets go of the clients while everything still runs, and has Quarkus stop after that.
 */
public final class NodeApplication extends Application {
    private static final Logger LOG = Logger.getLogger(NodeApplication.class);

    private final Application quarkus;

    private NodeApplication(Application quarkus) {
        super(true); // the other one is the application that Quarkus' parts know
        this.quarkus = quarkus;
    }

    /**
     * Runs the node until it is told to stop, or cannot go on.
     *
     * @param onEnd gets the exit code, and what kept it from starting, or null
     * @throws IllegalStateException if this is not the packaged program
     */
    public static void run(BiConsumer<Integer, Throwable> onEnd) {
        JBossVersion.disableVersionLogging();
        ApplicationLifecycleManager.run(new NodeApplication(generated()), null, onEnd);
    }

    private static Application generated() {
        try {
            return Class.forName(APP_CLASS_NAME, false, Thread.currentThread().getContextClassLoader())
                    .asSubclass(Application.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("this is not the packaged program: start it with 'paxoskv'", missing);
        }
    }

    @Override
    protected void doStart(String[] args) {
        quarkus.start(args);
    }

    @Override
    protected void doStop() {
        try {
            Arc.container().select(NodeLifecycle.class).get().leave();
        } catch (RuntimeException failure) {
            LOG.error("clients could not be let go of; the node stops all the same", failure);
        } finally {
            quarkus.stop();
        }
    }

    @Override
    public String getName() {
        return quarkus.getName();
    }
}
