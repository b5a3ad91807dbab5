// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway logs</c>.</summary>
internal sealed class LogsCommand : ContainerCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Argument<string> _container = new("CONTAINER") { Description = "Its name, or the beginning of its id." };
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Go on with what it writes, until it ends." };
    private readonly Option<string> _tail = new("--tail", "-n") { Description = "How many lines from the end, or all.", HelpName = "N", DefaultValueFactory = static _ => "all" };
    private readonly Option<string?> _since = new("--since") { Description = "Only lines since then: 10m, 2026-01-31T12:00:00Z, seconds since 1970.", HelpName = "TIME" };
    private readonly Option<bool> _times = new("--timestamps", "-t") { Description = "With the time of each line." };

    public LogsCommand(Session session) : base(session, "logs", "Show what a container has written.", "slipway logs web", "slipway logs -f --since 10m web", "slipway logs -n 20 -t web")
    {
        Add(_container);
        Add(_follow);
        Add(_tail);
        Add(_since);
        Add(_times);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var container = Find(words.GetRequiredValue(_container));
        var query = new LogQuery { Tail = ReadTail(words.GetValue(_tail)!), Since = words.GetValue(_since) is { } since ? MomentText.Parse(since, Session.Time.GetUtcNow()) : null };
        var log = new ContainerLog(Catalog.LogOf(container.Id), container.Log, Session.Time);
        var isTimed = words.GetValue(_times);
        if (words.GetValue(_follow))
            await FollowAsync(container, log, query, isTimed, cancellationToken);
        else
            await WriteAsync(log.ReadAsync(query, cancellationToken), isTimed);
        return ExitCode.Done;
    }

    private static int? ReadTail(string text) => text == "all" ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : throw CommandException.Usage($"--tail '{text}' is not a number of lines, nor 'all'.");

    // It ends when the container has ended and everything is read.
    private async Task FollowAsync(ContainerDefinition container, ContainerLog log, LogQuery query, bool isTimed, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync(container, ended);
        try
        {
            await WriteAsync(log.ReadAsync(query with { Reading = LogReading.Follow }, ended.Token), isTimed);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It has ended.
        }
        await watching;
    }

    private async Task WatchAsync(ContainerDefinition container, CancellationTokenSource ended)
    {
        while (!ended.IsCancellationRequested && Catalog.Read(container.Id) is not null && ContainerView.Read(Session.Home, container).Status is "running" or "restarting")
            await Task.Delay(Pause, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // The reader looks again every while; what was written last is there by now.
        await Task.Delay(5 * Pause, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ended.CancelAsync();
    }

    private async Task WriteAsync(IAsyncEnumerable<LogLine> lines, bool isTimed)
    {
        await foreach (var line in lines)
        {
            var text = Session.OutputIsTerminal ? line.ToDisplayText() : line.Text;
            var time = isTimed ? line.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z '", CultureInfo.InvariantCulture) : "";
            (line.Source == LogSource.Output ? Session.Output : Session.Error).WriteLine(time + text);
        }
    }
}
