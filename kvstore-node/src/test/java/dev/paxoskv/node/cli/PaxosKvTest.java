package dev.paxoskv.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PaxosKvTest {

    @Test
    void everyCommandExplainsItself() {
        CommandLine top = PaxosKv.commandLine(Console.ofProcess());

        assertThat(top.getSubcommands().keySet()).contains("put", "get", "del", "keys", "status", "bench");
        for (String command : top.getSubcommands().keySet()) {
            CommandLineRun help = CommandLineRun.of(command, "--help");
            assertThat(help.exitCode()).as(command).isEqualTo(ExitCode.OK);
            assertThat(help.text()).startsWith("Usage: paxoskv " + command).doesNotContain("${");
        }
    }

    @Test
    void theHelpListsCommandsAndExitCodes() {
        CommandLineRun help = CommandLineRun.of("--help");

        assertThat(help.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(help.text()).contains("put", "status", "3   no such key", "5   no endpoint could serve");
        assertThat(CommandLineRun.of("--version").text()).startsWith("paxoskv ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "frob",
                "get",
                "get a b",
                "get a --frob",
                "get a --timeout 0",
                "get a --timeout soon",
                "get a --revision x",
                "get a --consistency none",
                "get a -o xml",
                "get a --endpoints ftp://localhost",
                "get a --endpoints http://",
                "put a",
                "put a b --file /dev/null",
                "put a b --if-absent --if-revision 3",
                "keys --limit 0",
                "bench --clients 0",
                "bench --clients 20001",
                "bench --seconds 0",
                "bench --warmup -1",
                "bench --value-size 2000000",
                "bench --keys 0",
                "bench --rate -1",
                "bench --connections 0",
                "bench --io-threads 0",
                "bench --timeout 0",
                "bench --operations -1",
                "bench --workload frob",
                "bench --target frob",
                "bench --endpoints localhost",
                "bench --endpoints localhost:70000",
            })
    void wrongUsageIsToldInOneLineAndSendsNothing(String arguments) {
        CommandLineRun run = CommandLineRun.of(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));

        assertThat(run.exitCode()).as(run.errors()).isEqualTo(ExitCode.USAGE);
        assertThat(run.output()).isEmpty();
        assertThat(run.errors())
                .startsWith("paxoskv: ")
                .hasLineCount(run.errors().contains("Try '") ? 2 : 1);
    }

    @Test
    void anEmptyKeyIsWrongUsage() {
        for (String command : new String[] {"get", "del"}) {
            assertThat(CommandLineRun.of(command, "").exitCode()).isEqualTo(ExitCode.USAGE);
        }
        assertThat(CommandLineRun.of("put", "", "v").errors()).contains("at least one character");
    }
}
