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
    private readonly Option<string?> _until = new("--until") { Description = "Only lines up to then, written as --since.", HelpName = "TIME" };
    private readonly Option<bool> _details = new("--details") { Description = "With what --log-opt added to each line: nothing, as a log has no such options here; so a space." };
    private readonly Option<bool> _times = new("--timestamps", "-t") { Description = "With the time of each line." };

    public LogsCommand(Session session) : base(session, "logs", "Show what a container has written; of one that was taken away for a while too ($SLIPWAY_KEEP_LOGS, a day).", "slipway logs web", "slipway logs -f --since 10m web", "slipway logs -n 20 -t web")
    {
        Add(_container);
        Add(_follow);
        Add(_tail);
        Add(_since);
        Add(_until);
        Add(_details);
        Add(_times);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var word = words.GetRequiredValue(_container);
        var query = new LogQuery { Tail = ReadTail(words.GetValue(_tail)!), Since = ReadTime(words.GetValue(_since)), Until = ReadTime(words.GetValue(_until)) };
        var shape = new LineShape(words.GetValue(_times), words.GetValue(_details));
        if (Catalog.Find(word) is not { } container)
        {
            var removed = new RemovedLogs(Session.Home, Session.Time);
            var left = removed.Find(word) ?? throw CommandException.No($"there is no container '{word}', and no log of one that was taken away.", "slipway ps -a lists them");
            await WriteAsync(new ContainerLog(removed.PathOf(left), left.Definition.Log, Session.Time).ReadAsync(query, cancellationToken), shape);
            return ExitCode.Done;
        }
        if (!container.Log.IsKept)
            throw CommandException.No($"the container '{container.Name}' keeps no log: it was made with --log-driver none.");
        var log = new ContainerLog(Catalog.LogOf(container.Id), container.Log, Session.Time);
        if (words.GetValue(_follow))
            await FollowAsync(container, log, query, shape, cancellationToken);
        else
            await WriteAsync(log.ReadAsync(query, cancellationToken), shape);
        return ExitCode.Done;
    }

    private DateTimeOffset? ReadTime(string? text) => text is null ? null : MomentText.Parse(text, Session.Time.GetUtcNow());

    private static int? ReadTail(string text) => text is "all" or "-1" ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : throw CommandException.Usage($"--tail '{text}' is not a number of lines, nor 'all'.");

    // It ends when the container has ended and everything is read.
    private async Task FollowAsync(ContainerDefinition container, ContainerLog log, LogQuery query, LineShape shape, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync(container, ended);
        try
        {
            await WriteAsync(log.ReadAsync(query with { Reading = LogReading.Follow }, ended.Token), shape);
            await ended.CancelAsync();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It has ended.
        }
        await watching;
    }

    private async Task WatchAsync(ContainerDefinition container, CancellationTokenSource ended)
    {
        while (!ended.IsCancellationRequested && Catalog.Read(container.Id) is not null && ContainerView.Read(Session.Home, container).Status is "running" or "paused" or "restarting")
            await Task.Delay(Pause, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // The reader looks again every while; what was written last is there by now.
        await Task.Delay(5 * Pause, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ended.CancelAsync();
    }

    private async Task WriteAsync(IAsyncEnumerable<LogLine> lines, LineShape shape)
    {
        await foreach (var line in lines)
        {
            var text = Session.OutputIsTerminal ? line.ToDisplayText() : line.Text;
            var time = shape.IsTimed ? line.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z '", CultureInfo.InvariantCulture) : "";
            (line.Source == LogSource.Output ? Session.Output : Session.Error).WriteLine(time + (shape.IsDetailed ? " " : "") + text);
        }
    }

    private sealed record LineShape(bool IsTimed, bool IsDetailed);
}
