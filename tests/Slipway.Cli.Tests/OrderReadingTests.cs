// SPDX-License-Identifier: Apache-2.0
using Slipway.Cli.Commands.Containers;
using Slipway.Containers;
using Slipway.Modules;
using Slipway.TestKit;

namespace Slipway.Cli.Tests;

/// <summary>Which command lines an agent reads, and what it reads in them.</summary>
public sealed class OrderReadingTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _variables = new() { ["NAMED"] = "one", ["OTHER"] = "two", ["SECRET"] = "hunter2" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await BusyboxImage.CreateAsync(NewSession().Store, "app:1", null, "hello", Cancellation);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("run -d app:1")]
    [InlineData("run -t app:1 sh")]
    [InlineData("run -it app:1 sh")]
    [InlineData("run -a stdout app:1 true")]
    [InlineData("run --sig-proxy=false app:1 true")]
    [InlineData("run --detach-keys ctrl-a app:1 true")]
    [InlineData("run --env-file variables app:1 true")]
    [InlineData("run --label-file labels app:1 true")]
    [InlineData("run --security-opt seccomp=profile.json app:1 true")]
    [InlineData("run --help")]
    [InlineData("run --memory")]
    [InlineData("run")]
    [InlineData("exec -d web true")]
    [InlineData("exec -t web sh")]
    [InlineData("exec --env-file variables web true")]
    [InlineData("exec --detach-keys ctrl-a web true")]
    [InlineData("exec web")]
    [InlineData("exec --help")]
    [InlineData("create app:1")]
    [InlineData("ps")]
    [InlineData("nonsense")]
    public async Task A_line_that_asks_for_more_than_to_pass_streams_on_is_left_to_the_command(string line)
    {
        var refused = await Should.ThrowAsync<ModuleException>(ReadAsync(isRead: false, line.Split(' ')));

        refused.Code.ShouldBe(CommandLineOrder.UnreadCode);
    }

    [Fact]
    public async Task A_line_that_the_command_has_read_may_ask_for_more()
    {
        using var read = await ReadAsync(isRead: true, "run", "-t", "-a", "stdout", "app:1", "sh");

        read.Order.Definition.ShouldNotBeNull().HasTerminal.ShouldBeTrue();
        read.Order.Options.Streams.ShouldBe(AttachedStreams.None, "how to attach is the command's to say");
    }

    [Fact]
    public async Task A_run_comes_to_a_container_and_the_streams_that_it_is_attached_by()
    {
        using var read = await ReadAsync(isRead: false, "run", "-i", "--rm", "-e", "NAMED", "-e", "UNSET", "--env=OTHER", "-v", "/srv:/data", "app:1", "ls", "-la", "--", "-d", "@scope/package");

        var made = read.Order.Definition.ShouldNotBeNull();
        (made.Id, made.Image, made.RemovesItself, made.HasInput, made.HasTerminal).ShouldBe((read.Order.Container, "app:1", true, true, false));
        made.Command.ShouldBe(["ls", "-la", "--", "-d", "@scope/package"]);
        made.Environment.Where(static variable => !variable.StartsWith("PATH=", StringComparison.Ordinal)).ShouldBe(["NAMED=one", "OTHER=two"]);
        read.Order.Options.Streams.ShouldBe(AttachedStreams.Input | AttachedStreams.Output | AttachedStreams.Error);
    }

    [Fact]
    public async Task An_exec_comes_to_another_program()
    {
        using var read = await ReadAsync(isRead: false, "exec", "-eNAMED", "-e", "GIVEN=a=b", "-u", "1:2", "-w", "/srv", "web", "ls", "-l");

        read.Order.Container.ShouldBe("web");
        var exec = read.Order.Exec.ShouldNotBeNull();
        exec.Arguments.ShouldBe(["ls", "-l"]);
        exec.Environment.ShouldBe(["NAMED=one", "GIVEN=a=b"]);
        (exec.User, exec.WorkingDirectory, exec.HasInput, exec.HasTerminal, exec.IsPrivileged).ShouldBe(("1:2", "/srv", false, false, false));
        read.Order.Options.Streams.ShouldBe(AttachedStreams.Output | AttachedStreams.Error);
    }

    [Fact]
    public void No_variable_leaves_a_command_that_its_words_do_not_name()
    {
        ContainerOrders.Place(NewSession("run", "-ieNAMED", "--env:OTHER", "-e", "UNSET", "-it", "app:1", "printenv", "SECRET"), isRead: false).Variables
            .ShouldBe(new Dictionary<string, string> { ["NAMED"] = "one", ["OTHER"] = "two" }, ignoreOrder: true);
    }

    private Task<LeasedOrder> ReadAsync(bool isRead, params string[] words) => ContainerOrders.ReaderOf(NewSession())(
        new() { Container = ContainerCatalog.NewId(), Line = ContainerOrders.Place(NewSession(words), isRead), Options = new() { Streams = AttachedStreams.None } }, Cancellation);

    private Session NewSession(params string[] words) => new()
    {
        Home = new(_folder["home"]),
        Output = TextWriter.Null,
        Error = TextWriter.Null,
        OpenOutput = static () => Stream.Null,
        OpenInput = static () => Stream.Null,
        ErrorTerminal = TerminalKind.Plain,
        OutputIsTerminal = false,
        WorkingFolder = _folder.Path,
        Variable = _variables.GetValueOrDefault,
        Words = words,
    };
}
