// SPDX-License-Identifier: Apache-2.0
using static Slipway.Dockerfile.Tests.TestDockerfile;

namespace Slipway.Dockerfile.Tests;

public class ModelErrorTests
{
    [Fact]
    public void All_problems_of_a_file_are_reported_at_once_in_order()
    {
        var model = Parse("""
            FROM node:20 AS build
            COPPY . /app
            RUN --mout=type=cache,target=/c npm ci
            EXPOSE http
            FROM build AS 2nd
            COPY --from=later /a /b
            STOPSIGNAL SIGTREM
            ENV A=${B
            FROM scratch AS later
            SHELL sh -c
            """);
        string.Concat(model.Diagnostics.Select(diagnostic => DiagnosticRenderer.Render(diagnostic))).ShouldBe("""
            Dockerfile:2:1: error: unknown instruction 'COPPY'
              2 | COPPY . /app
                | ^^^^^
            help: did you mean 'COPY'?
            Dockerfile:3:5: error: RUN has no flag '--mout'
              3 | RUN --mout=type=cache,target=/c npm ci
                |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
            help: did you mean '--mount'?
            Dockerfile:4:8: error: 'http' is not a port
              4 | EXPOSE http
                |        ^^^^
            help: write a port from 0 to 65535, such as 8080, 8080/udp or 8000-8010
            Dockerfile:5:15: error: '2nd' cannot name a stage
              5 | FROM build AS 2nd
                |               ^^^
            help: a name begins with a letter, and has letters, digits, '-', '_' and '.' after it
            Dockerfile:6:13: error: the stage 'later' begins further below
              6 | COPY --from=later /a /b
                |             ^^^^^
            note: 'later' begins in line 9
            help: move it above the stage that uses it
            Dockerfile:7:12: error: there is no signal 'SIGTREM'
              7 | STOPSIGNAL SIGTREM
                |            ^^^^^^^
            help: did you mean 'SIGTERM'?
            Dockerfile:8:7: error: a '}' is missing
              8 | ENV A=${B
                |       ^^^
            help: close '${' with '}', or write '\$' for a dollar sign
            Dockerfile:10:7: error: SHELL takes a JSON array
             10 | SHELL sh -c
                |       ^^^^^
            help: write SHELL ["/bin/sh", "-c"], with double quotes

            """);
    }

    [Theory]
    [InlineData("FROM", "1:1: error: FROM needs an image\nhelp: write FROM <image>, or FROM scratch for an empty one")]
    [InlineData("FROM a b", "1:8: error: FROM takes one image, and 2 words were given\nhelp: to name the stage, write FROM a AS b")]
    [InlineData("FROM a SA b", "1:8: error: AS was expected, not 'SA'\nhelp: to name the stage, write FROM a AS b")]
    [InlineData("FROM --plattform=x a", "1:6: error: FROM has no flag '--plattform'\nhelp: did you mean '--platform'?")]
    [InlineData("FROM --platform a", "1:6: error: the flag '--platform' needs a value\nhelp: write --platform=…")]
    [InlineData("ARG a", "1:1: error: the Dockerfile has no stage to build: there is no FROM\nhelp: begin with FROM <image>, or FROM scratch for an empty one")]
    [InlineData("RUN a\nFROM b", "1:1: error: RUN stands before the first FROM\nhelp: only ARG can stand there")]
    [InlineData("# syntax=acme/lang:1\nFROM b", "1:10: error: the front end 'acme/lang:1' is not supported\nhelp: the language of docker/dockerfile is: if the file is written in it, remove the directive")]
    public void A_stage_has_to_begin_right(string text, string expected) => Render(Parse(text)).ShouldBe($"Dockerfile:{expected}\n");

    [Fact]
    public void A_base_that_no_image_can_be_named_is_said_where_it_goes_wrong()
    {
        var problem = Parse("FROM team/Node:20 AS a\nFROM a\nFROM $X/Y").Diagnostics.ShouldHaveSingleItem();
        problem.Message.ShouldStartWith("'team/Node:20' is not the name of an image: ");
        problem.Position.Line.ShouldBe(1);
        problem.Position.Column.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void A_stage_is_a_base_by_its_name_in_lower_case_alone() => Render(Parse("FROM a AS One\nFROM One"))
        .ShouldBe("Dockerfile:2:6: error: 'One' is not the name of an image: a repository name is lower-case\nhelp: FROM knows the stage as 'one'\n");

    [Theory]
    [InlineData("&& b", "2:1: error: unknown instruction '&&'\nhelp: does the line before lack a '\\' at its end?")]
    [InlineData("ENV A", "2:5: error: ENV gives 'A' no value\nhelp: write ENV A=…")]
    [InlineData("ENV", "2:1: error: ENV needs a name and a value")]
    [InlineData("ENV a=1 b", "2:9: error: ENV gives 'b' no value\nhelp: write name=value; a value with blanks goes in quotes")]
    [InlineData("LABEL =x", "2:7: error: LABEL needs a name before '='")]
    [InlineData("ARG =x", "2:5: error: ARG needs a name before '='")]
    [InlineData("ENV a='x", "2:7: error: a single quote is not closed\nhelp: add the other ', or escape this one")]
    [InlineData("RUN", "2:1: error: RUN needs a command")]
    [InlineData("RUN []", "2:1: error: RUN needs a command")]
    [InlineData("RUN --network=hots x", "2:15: error: --network cannot be 'hots'\nhelp: did you mean 'host'?")]
    [InlineData("CMD --x a", "2:5: error: CMD has no flag '--x'\nhelp: CMD has no flags")]
    [InlineData("CMD [\"a\", 1]", "2:5: error: a JSON array here holds strings alone\nhelp: put each element in double quotes")]
    [InlineData("COPY a", "2:6: error: COPY needs a destination after its source")]
    [InlineData("ADD", "2:1: error: ADD needs a source and a destination")]
    [InlineData("COPY a <<EOF\nEOF", "2:8: error: a heredoc cannot be the destination of COPY\nhelp: write the destination last")]
    [InlineData("COPY --from=$x a b", "2:13: error: variables don't count in '--from'\nhelp: begin a stage with FROM $x AS <name>, and name that stage here")]
    [InlineData("COPY --link --link a b", "2:13: error: the flag '--link' is given twice\nhelp: leave one out")]
    [InlineData("COPY --link=1 a b", "2:6: error: the flag '--link' is true or false, not '1'")]
    [InlineData("COPY --chmod=999 a b", "2:14: error: '999' is not a mode\nhelp: write octal digits such as 0755, or clauses such as u=rwX,go=rX")]
    [InlineData("COPY https://x.org/a b", "2:6: error: COPY cannot copy from the address 'https://x.org/a'\nhelp: use ADD")]
    [InlineData("COPY --from=0 a b", "2:13: error: stage 0 cannot copy from itself\nhelp: no stage stands above this one")]
    [InlineData("COPY --from=7 a b", "2:13: error: there is no stage 7\nhelp: no stage stands above this one")]
    [InlineData("ADD --checksum=md5:0 https://x.org/a b", "2:16: error: 'md5:0' is not a checksum\nhelp: write sha256: and 64 hexadecimal digits, or a git commit")]
    [InlineData("ADD --checksum=0123456 a b", "2:16: error: --checksum is for remote sources, and 'a' is a path")]
    [InlineData("ADD --checksum=0123456 a b c", "2:16: error: --checksum needs exactly one source\nhelp: write an ADD for each")]
    [InlineData("VOLUME [\"\"]", "2:10: error: VOLUME needs a path, not an empty string")]
    [InlineData("WORKDIR", "2:1: error: WORKDIR needs a path")]
    [InlineData("EXPOSE 80/http", "2:8: error: the protocol of port '80/http' is tcp, udp or sctp, not 'http'\nhelp: write a port from 0 to 65535, such as 8080, 8080/udp or 8000-8010")]
    [InlineData("EXPOSE 90-80", "2:8: error: the ports of '90-80' run backwards\nhelp: write a port from 0 to 65535, such as 8080, 8080/udp or 8000-8010")]
    [InlineData("HEALTHCHECK curl x", "2:13: error: HEALTHCHECK takes CMD or NONE, not 'curl'\nhelp: write HEALTHCHECK CMD curl x")]
    [InlineData("HEALTHCHECK CMD", "2:13: error: HEALTHCHECK CMD needs a command\nhelp: to switch a check off, write HEALTHCHECK NONE")]
    [InlineData("HEALTHCHECK NONE x", "2:18: error: HEALTHCHECK NONE takes nothing after it")]
    [InlineData("HEALTHCHECK --interval=30 CMD x", "2:24: error: '30' is not a duration\nhelp: write a number and a unit, such as 30s or 1m30s")]
    [InlineData("HEALTHCHECK --timeout=1us CMD x", "2:23: error: --timeout is at least 1ms, not '1us'")]
    [InlineData("HEALTHCHECK --retries=-1 CMD x", "2:23: error: --retries is a number from 0, not '-1'")]
    [InlineData("ONBUILD", "2:1: error: ONBUILD needs an instruction\nhelp: write ONBUILD RUN …, for example")]
    [InlineData("ONBUILD ONBUILD RUN x", "2:9: error: ONBUILD cannot keep ONBUILD")]
    [InlineData("ONBUILD FROM x", "2:9: error: ONBUILD cannot keep FROM")]
    [InlineData("ONBUILD RUM x", "2:9: error: unknown instruction 'RUM'\nhelp: did you mean 'RUN'?")]
    [InlineData("SHELL []", "2:7: error: SHELL needs a program\nhelp: write SHELL [\"/bin/sh\", \"-c\"]")]
    public void An_instruction_that_cannot_be_is_reported_at_its_place(string text, string expected) =>
        Problems(text).ShouldBe($"Dockerfile:{expected}\n");

    [Fact]
    public void A_stage_cannot_copy_from_itself()
    {
        Render(Parse("FROM x AS base\nFROM y AS app\nCOPY --from=APP a b\nRUN --mount=from=app,target=/a x")).ShouldBe("""
            Dockerfile:3:13: error: circular dependency: the stage 'app' cannot copy from itself
            help: stages above are base
            Dockerfile:4:18: error: circular dependency: the stage 'app' cannot copy from itself
            help: stages above are base

            """);
    }

    [Fact]
    public void A_stage_may_be_copied_from_by_an_earlier_stage_of_the_same_name()
    {
        Parse("FROM x AS a\nFROM y AS a\nCOPY --from=a b c").Diagnostics.ShouldBeEmpty();
        Parse("FROM x\nCOPY --from=nginx:1 b c").Diagnostics.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("biuld", "there is no stage 'biuld' to build", "did you mean 'build'?")]
    [InlineData("0", "there is no stage '0' to build", "stages are build, test")]
    public void An_unknown_target_is_reported_with_what_was_meant(string target, string message, string help)
    {
        var model = Parse("FROM x AS build\nFROM y AS test\nFROM z");
        model.TryGetTarget(target, out _, out var problem).ShouldBeFalse();
        (problem!.Message, problem.Help).ShouldBe((message, help));
        model.TryGetTarget(null, out var last, out _).ShouldBeTrue();
        last!.Index.ShouldBe(2);
        model.TryGetTarget("Build", out var named, out _).ShouldBeTrue();
        named!.Index.ShouldBe(0);
    }
}
