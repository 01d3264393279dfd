package dev.paxoskv.node.cli.bench;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** What the clients of a phase do. Called by one client at a time per client number. */
interface Work {
    /** Starts the next operation of {@code client}; false when there is nothing left to do. */
    boolean startNext(int client, Completion completion);

    /** Random operations without end. */
    static Work random(BenchPlan plan, KeySpace space, Target target) {
        SplittableRandom seeds = new SplittableRandom(plan.seed());
        SplittableRandom[] randoms = new SplittableRandom[plan.clients()];
        for (int i = 0; i < randoms.length; i++) {
            randoms[i] = seeds.split();
        }
        return (client, completion) -> {
            SplittableRandom random = randoms[client];
            Operation operation = plan.workload().next(random);
            target.send(client, operation, space.randomKey(random), space.randomValue(random), completion);
            return true;
        };
    }

    /** Each key of the space written once. */
    static Work writeEachKey(BenchPlan plan, KeySpace space, Target target) {
        AtomicInteger next = new AtomicInteger();
        byte[] value = space.randomValue(new SplittableRandom(plan.seed()));
        return (client, completion) -> {
            int number = next.getAndIncrement();
            if (number >= space.size()) {
                return false;
            }
            target.send(client, Operation.PUT, space.key(number), value, completion);
            return true;
        };
    }
}
