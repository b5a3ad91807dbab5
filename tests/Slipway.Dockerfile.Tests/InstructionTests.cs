// SPDX-License-Identifier: Apache-2.0
using static Slipway.Dockerfile.Tests.TestDockerfile;

namespace Slipway.Dockerfile.Tests;

public class InstructionTests
{
    [Fact]
    public void Stages_have_names_bases_platforms_and_spans()
    {
        var model = Parse("ARG V=1 W\nFROM --platform=$BUILDPLATFORM golang:$V AS Build\nRUN a\nFROM scratch\nCOPY --from=build /a /a\n");
        model.Diagnostics.ShouldBeEmpty();
        model.GlobalArgs.ShouldHaveSingleItem().Declarations.Select(arg => (arg.Name.Text, arg.Default?.Text)).ShouldBe([("V", "1"), ("W", null)]);
        model.Stages.Select(stage => (stage.Index, stage.Name, stage.DisplayName, stage.BaseName.Text, stage.Platform?.Text)).ShouldBe(
            [(0, "build", "build", "golang:$V", "$BUILDPLATFORM"), (1, null, "stage-1", "scratch", null)]);
        model.Source.ToString(model.Stages[0].Span).ShouldBe("FROM --platform=$BUILDPLATFORM golang:$V AS Build\nRUN a");
        model.FindStage("BUILD").ShouldBe(model.Stages[0]);
        model.Stages[0].From.Name!.Text.ShouldBe("Build");
    }

    [Fact]
    public void Commands_are_in_exec_form_or_in_shell_form()
    {
        Instruction<CmdInstruction>("CMD [\"a\", \"b c\"]").Command.ShouldBeOfType<ExecForm>().Texts.ShouldBe(["a", "b c"]);
        Instruction<EntrypointInstruction>("ENTRYPOINT a \\\n  b").Command.ShouldBeOfType<ShellForm>().Command.Text.ShouldBe("a   b");
        Instruction<CmdInstruction>("CMD ['a']").Command.ShouldBeOfType<ShellForm>().Command.Text.ShouldBe("['a']");
        Instruction<CmdInstruction>("CMD [\"a\"] b").Command.ShouldBeOfType<ShellForm>();
        Instruction<CmdInstruction>("CMD").Command.ShouldBeOfType<ExecForm>().Arguments.ShouldBeEmpty();
        Instruction<ShellInstruction>("SHELL [\"bash\", \"-c\"]").Shell.Texts.ShouldBe(["bash", "-c"]);
    }

    [Fact]
    public void A_string_of_json_knows_its_place()
    {
        var volume = Instruction<VolumeInstruction>("VOLUME [\"/한\", \"/b\"]");
        volume.Paths.Select(path => (path.Text, volume.Source.ToString(path.Span))).ShouldBe([("/한", "/한"), ("/b", "/b")]);
    }

    [Fact]
    public void Env_and_label_take_pairs_or_one_pair_without_an_equals_sign()
    {
        var env = Instruction<EnvInstruction>("ENV a=1 b=\"2 3\" c=4\\ 5 d=");
        env.Variables.Select(pair => (pair.Key.Text, pair.Value.Text)).ShouldBe([("a", "1"), ("b", "\"2 3\""), ("c", "4\\ 5"), ("d", "")]);
        env.IsLegacy.ShouldBeFalse();
        var label = Instruction<LabelInstruction>("LABEL  by   A B = C");
        label.Labels.Select(pair => (pair.Key.Text, pair.Value.Text)).ShouldBe([("by", "A B = C")]);
        label.IsLegacy.ShouldBeTrue();
    }

    [Fact]
    public void Copy_has_all_its_flags()
    {
        var copy = Instruction<CopyInstruction>("COPY --from=img --chown=a:b --chmod=u=rwX,go=rX --link --exclude=*.md --exclude=x --parents a b /c/");
        copy.From!.Text.ShouldBe("img");
        copy.Chown!.Text.ShouldBe("a:b");
        copy.Chmod!.Text.ShouldBe("u=rwX,go=rX");
        copy.Link.ShouldBeTrue();
        copy.Parents.ShouldBeTrue();
        Texts(copy.Excludes).ShouldBe(["*.md", "x"]);
        Texts(copy.Sources).ShouldBe(["a", "b"]);
        copy.Destination.Text.ShouldBe("/c/");
        copy.ExpandableWords.Select(word => word.Word.Text).ShouldBe(["a:b", "u=rwX,go=rX", "a", "b", "/c/"]);
    }

    [Fact]
    public void Add_has_all_its_flags()
    {
        var digest = "sha256:" + new string('0', 64);
        var add = Instruction<AddInstruction>($"ADD --checksum={digest} --keep-git-dir=true --unpack=false --chmod=0644 --link=false https://x.org/a.tgz /a");
        add.Checksum!.Text.ShouldBe(digest);
        add.KeepGitDir.ShouldBeTrue();
        add.Unpack.ShouldBe(false);
        add.Link.ShouldBeFalse();
        Instruction<AddInstruction>("ADD a /").Unpack.ShouldBeNull();
    }

    [Fact]
    public void Files_of_copy_may_be_heredocs()
    {
        var copy = Instruction<CopyInstruction>("COPY a <<x.txt <<-'y z' << w /d/\nx $V\nx.txt\n\ty $V\n\ty z\nw\n");
        Texts(copy.Sources).ShouldBe(["a"]);
        copy.Heredocs.Select(file => (file.Name, file.Content.Text, file.Expands)).ShouldBe([("x.txt", "x $V\n", true), ("y z", "y $V\n", false), ("w", "", true)]);
        copy.Destination.Text.ShouldBe("/d/");
        copy.ExpandableWords.Select(word => (word.Word.Text, word.Mode)).ShouldBe(
            [("a", ExpansionMode.Word), ("/d/", ExpansionMode.Word), ("x $V\n", ExpansionMode.Heredoc), ("", ExpansionMode.Heredoc)]);
    }

    [Theory]
    [InlineData("RUN echo a", "echo a", null)]
    [InlineData("RUN <<EOF\necho a\nEOF", "echo a\n", null)]
    [InlineData("RUN <<-EOF\n\techo a\n\tEOF", "echo a\n", null)]
    [InlineData("RUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF", "#!/usr/bin/env python3\nprint(1)\n", "EOF")]
    [InlineData("RUN cat <<A <<-B > /x\na\nA\n\tb\n\tB", "cat <<A <<-B > /x\na\nA\n\tb\nB", null)]
    public void A_run_gives_its_text_to_the_shell_or_runs_it_as_a_file(string text, string script, string? fileName) =>
        Instruction<RunInstruction>(text).Script.ShouldBe(new RunScript(script, fileName));

    [Fact]
    public void A_run_in_exec_form_has_no_script() => Instruction<RunInstruction>("RUN [\"a\"]").Script.ShouldBeNull();

    [Fact]
    public void Run_has_all_its_flags()
    {
        var run = Instruction<RunInstruction>("RUN --network=none --security=insecure --device=a.org/b=c,required --device=d --mount=target=/x true");
        run.Network.ShouldBe(RunNetwork.None);
        run.Security.ShouldBe(RunSecurity.Insecure);
        run.Devices.Select(device => (device.Name.Text, device.IsRequired)).ShouldBe([("a.org/b=c", true), ("d", false)]);
        run.Mounts.ShouldHaveSingleItem().Text.Text.ShouldBe("target=/x");
        run.Command.ShouldBeOfType<ShellForm>().Command.Text.ShouldBe("true");
    }

    [Fact]
    public void Healthcheck_has_durations_and_its_command_in_the_words_of_the_config()
    {
        var check = Instruction<HealthcheckInstruction>(
            "HEALTHCHECK --interval=1m30s --timeout=500ms --start-period=0s --start-interval=1.5s --retries=5 CMD curl -f x || exit 1");
        (check.Interval, check.Timeout, check.StartPeriod, check.StartInterval, check.Retries).ShouldBe(
            (TimeSpan.FromSeconds(90), TimeSpan.FromMilliseconds(500), TimeSpan.Zero, TimeSpan.FromSeconds(1.5), 5));
        check.Test.ShouldBe(["CMD-SHELL", "curl -f x || exit 1"]);
        Instruction<HealthcheckInstruction>("HEALTHCHECK CMD [\"a\", \"b\"]").Test.ShouldBe(["CMD", "a", "b"]);
        Instruction<HealthcheckInstruction>("HEALTHCHECK none").Test.ShouldBe(["NONE"]);
    }

    [Fact]
    public void Onbuild_keeps_text_that_is_read_back()
    {
        var onbuild = Instruction<OnbuildInstruction>("ONBUILD COPY --from=x <<a \\\n b /c/\nhi\na\n");
        onbuild.TriggerText.ShouldBe("COPY --from=x <<a  b /c/\nhi\na");
        onbuild.Trigger.ShouldBeOfType<CopyInstruction>().Heredocs.Count.ShouldBe(1);

        var problems = new List<Diagnostic>();
        var trigger = DockerfileModel.ParseTrigger(onbuild.TriggerText, "ONBUILD of x", problems).ShouldBeOfType<CopyInstruction>();
        problems.ShouldBeEmpty();
        trigger.Heredocs[0].Content.Text.ShouldBe("hi\n");
        Texts(trigger.Sources).ShouldBe(["b"]);
    }

    [Theory]
    [InlineData("FROM a", "ONBUILD of x:1:1: error: FROM cannot be a trigger")]
    [InlineData("RUM a", "ONBUILD of x:1:1: error: unknown instruction 'RUM'")]
    [InlineData("RUN a\nRUN b", "ONBUILD of x:2:1: error: a trigger is one instruction")]
    [InlineData("", "ONBUILD of x:1:1: error: the Dockerfile is empty")]
    public void A_kept_text_that_is_no_trigger_is_reported(string text, string expected)
    {
        var problems = new List<Diagnostic>();
        DockerfileModel.ParseTrigger(text, "ONBUILD of x", problems).ShouldBeNull();
        problems.Select(problem => problem.ToString()).ShouldBe([expected]);
    }

    [Fact]
    public void The_other_instructions_are_one_word_each()
    {
        Instruction<WorkdirInstruction>("WORKDIR /a b").Path.Text.ShouldBe("/a b");
        Instruction<UserInstruction>("USER a:b").User.Text.ShouldBe("a:b");
        Instruction<StopsignalInstruction>("STOPSIGNAL SIGRTMIN+3").Signal.Text.ShouldBe("SIGRTMIN+3");
        Instruction<MaintainerInstruction>("MAINTAINER A B").Maintainer.Text.ShouldBe("A B");
        Texts(Instruction<ExposeInstruction>("EXPOSE 80 $P 8000-8010/udp").Ports).ShouldBe(["80", "$P", "8000-8010/udp"]);
    }

    [Theory]
    [InlineData("80", "80/tcp")]
    [InlineData("53/UDP", "53/udp")]
    [InlineData("8000-8002/sctp", "8000/sctp 8001/sctp 8002/sctp")]
    [InlineData("127.0.0.1:80:8080", "8080/tcp")]
    [InlineData("[::1]:80:8080", "8080/tcp")]
    public void Exposed_ports_are_named_as_in_the_config(string text, string expected)
    {
        ExposedPorts.TryParse(text, out var ports, out _).ShouldBeTrue();
        string.Join(' ', ports!.Names).ShouldBe(expected);
    }

    [Theory]
    [InlineData("SIGTERM", 15)]
    [InlineData("kill", 9)]
    [InlineData("9", 9)]
    [InlineData("SIGRTMIN", 34)]
    [InlineData("RTMAX-1", 63)]
    [InlineData("SIGIOT", 6)]
    [InlineData("65", null)]
    [InlineData("0", null)]
    [InlineData("SIG", null)]
    [InlineData("SIGRTMIN+31", null)]
    public void Signals_have_numbers(string text, int? expected) =>
        (StopSignal.TryParse(text, out var number) ? number : (int?)null).ShouldBe(expected);

    [Theory]
    [InlineData("0755", "0644", false, "0755")]
    [InlineData("4711", "0644", false, "4711")]
    [InlineData("u=rwX,go=rX", "0700", false, "0755")]
    [InlineData("u=rwX,go=rX", "0600", false, "0644")]
    [InlineData("u=rwX,go=rX", "0600", true, "0755")]
    [InlineData("+x", "0644", false, "0755")]
    [InlineData("a-w", "0666", false, "0444")]
    [InlineData("g=u,o=", "0741", false, "0770")]
    [InlineData("u+s,+t", "0755", false, "5755")]
    [InlineData("u+x-r", "0600", false, "0300")]
    public void Chmod_changes_modes_as_chmod_does(string change, string before, bool isDirectory, string after)
    {
        ModeChange.TryParse(change, out var mode).ShouldBeTrue();
        Convert.ToString(mode!.Apply(Convert.ToInt32(before, 8), isDirectory), 8).PadLeft(4, '0').ShouldBe(after);
    }

    [Theory]
    [InlineData("")]
    [InlineData("8")]
    [InlineData("77777")]
    [InlineData("u")]
    [InlineData("u=rw,")]
    [InlineData("u*r")]
    [InlineData("q=r")]
    public void What_is_no_mode_is_refused(string text) => ModeChange.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("https://x.org/a.tgz", RemoteSourceKind.Http)]
    [InlineData("https://x.org/a.git#v1:sub", RemoteSourceKind.Git)]
    [InlineData("git@x.org:a/b.git", RemoteSourceKind.Git)]
    [InlineData("ssh://git@x.org/a", RemoteSourceKind.Git)]
    [InlineData("a/b@c:d", RemoteSourceKind.None)]
    [InlineData("http.txt", RemoteSourceKind.None)]
    public void Addresses_are_told_from_paths(string source, RemoteSourceKind expected) => RemoteSource.KindOf(source).ShouldBe(expected);
}
