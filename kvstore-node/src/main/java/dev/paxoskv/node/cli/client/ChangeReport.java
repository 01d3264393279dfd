package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.OutputFormat;

/** What a change of the cluster came to, as the command's result. */
record ChangeReport(Console console, OutputFormat format) {

    /** A member is now in this role, under the configuration of this epoch. */
    void member(String id, String name, String role, String epoch) {
        String called = name.isEmpty() ? id : name + " (" + id + ")";
        String verb = role.equals("removed") ? " is removed" : " is a " + role;
        print(
                called + verb + ", epoch " + epoch,
                Json.print(Json.object()
                        .put("member_id", id)
                        .put("name", name)
                        .put("role", role)
                        .put("config_epoch", epoch)));
    }

    /** This member leads now. */
    void leader(String id, String name) {
        print(
                name + " (" + id + ") leads",
                Json.print(Json.object().put("member_id", id).put("name", name).put("role", "leader")));
    }

    private void print(String text, String json) {
        console.out()
                .println(
                        switch (format) {
                            case TABLE -> text;
                            case JSON -> json;
                        });
    }
}
