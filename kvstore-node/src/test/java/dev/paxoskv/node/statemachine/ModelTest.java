package dev.paxoskv.node.statemachine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.statemachine.Operation.OpenSession;
import dev.paxoskv.node.statemachine.Operation.Range;
import dev.paxoskv.node.statemachine.Outcome.Applied;
import dev.paxoskv.node.storage.memory.MemoryStateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random commands against the naive model: one machine sweeps, restarts from checkpoints and gets commands twice, another
 * one does nothing but apply. Replies, reads at any revision and hashes have to agree throughout. The number of seeds is
 * the system property {@code statemachine.seeds}.
 */
class ModelTest {

    private static final int OPERATIONS = 300;
    private static final long SESSION = 5;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Long.getLong("statemachine.seeds", 200));
    }

    /** A view that was published at some time, with what a range answered then. */
    private record Witness(ReadView view, Range range, Reply reply) {}

    /** A command as the log has it, with the outcome that it got first. */
    private record Command(long sequence, long mark, Operation operation, Reply reply) {}

    @ParameterizedTest
    @MethodSource("seeds")
    void theMachineDoesWhatTheModelDoes(long seed) {
        new Run(seed).run();
    }

    private static final class Run {

        private final Random random;
        private final RandomOperations operations;
        private final NaiveModel model = new NaiveModel();
        private final StateMachine plain = new StateMachine(new MemoryStateStore(), Limits.DEFAULT);
        private MemoryStateStore store = new MemoryStateStore();
        private StateMachine tried = new StateMachine(store, Limits.DEFAULT);
        private final List<Witness> witnesses = new ArrayList<>();
        private final List<Command> unsettled = new ArrayList<>();

        Run(long seed) {
            random = new Random(seed);
            operations = new RandomOperations(random);
        }

        void run() {
            applyBoth(0, 0, new OpenSession(1, 1));
            for (int i = 1; i <= OPERATIONS; i++) {
                step(i);
                if (random.nextInt(10) == 0) {
                    disturb();
                }
                read();
            }
            sweep();
            assertThat(store.historySize()).isEqualTo(model.historySize());
            assertThat(tried.stateHash()).isEqualTo(plain.stateHash());
            witnesses.forEach(
                    witness -> assertThat(witness.view().range(witness.range())).isEqualTo(witness.reply()));
        }

        private void step(long sequence) {
            Operation operation = operations.next(model.revision());
            if (random.nextInt(8) == 0) {
                unsettled.clear();
            }
            long mark = unsettled.isEmpty() ? sequence : unsettled.getFirst().sequence();
            Reply reply = ((Applied) applyBoth(sequence, mark, operation)).reply();
            assertThat(reply).as(() -> operation + " at " + model).isEqualTo(model.apply(operation));
            unsettled.add(new Command(sequence, mark, operation, reply));
            tried.finishSlot(sequence);
            plain.finishSlot(sequence);
        }

        private Outcome applyBoth(long sequence, long mark, Operation operation) {
            Outcome outcome = tried.apply(SESSION, sequence, mark, operation);
            assertThat(plain.apply(SESSION, sequence, mark, operation)).isEqualTo(outcome);
            assertThat(tried.chainHash()).isEqualTo(plain.chainHash());
            return outcome;
        }

        /** What must not matter. */
        private void disturb() {
            switch (random.nextInt(4)) {
                case 0 -> tried.compactStep(1 + random.nextInt(10));
                case 1 -> restart();
                case 2 -> repeat();
                default -> assertThat(tried.stateHash()).isEqualTo(plain.stateHash());
            }
        }

        private void restart() {
            tried.saveMeta();
            store = store.copy();
            tried = new StateMachine(store, Limits.DEFAULT);
            assertThat(tried.appliedSlot()).isEqualTo(plain.appliedSlot());
            assertThat(tried.stateHash()).isEqualTo(plain.stateHash());
        }

        private void repeat() {
            Command command = unsettled.get(random.nextInt(unsettled.size()));
            assertThat(applyBoth(command.sequence(), command.mark(), command.operation()))
                    .isEqualTo(new Applied(command.reply(), true));
        }

        private void read() {
            Range range = operations.range(model.revision());
            Reply reply = tried.view().range(range);
            assertThat(reply).as(() -> range + " at " + model).isEqualTo(model.read(range));
            if (random.nextInt(20) == 0) {
                witnesses.add(new Witness(tried.view(), range, reply));
            }
        }

        private void sweep() {
            while (tried.compactStep(7)) {
                assertThat(tried.view().revision()).isEqualTo(model.revision());
            }
        }
    }
}
