// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using Slipway.Cli.Listings;
using Slipway.Containers;
using Slipway.Native;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway top</c>: the processes of a container, by the host's ps.</summary>
internal sealed class TopCommand : ContainerCommand
{
    private const int ColumnWidth = 20;
    private const string PidColumn = "PID";

    private readonly Argument<string> _container = new("CONTAINER") { Description = "Its name, or the beginning of its id." };
    private readonly Argument<string[]> _options = new("PS-OPTIONS") { Description = "Options of ps; a column PID must be among what it shows. [default: -ef]", Arity = ArgumentArity.ZeroOrMore, CaptureRemainingTokens = true };

    public TopCommand(Session session) : base(session, "top", "Show the processes of a running container.", "slipway top web", "slipway top web -o pid,rss,cmd")
    {
        Add(_container);
        Add(_options);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var container = Find(words.GetRequiredValue(_container));
        var pids = ContainerMeter.ReadPids(Session.Home, container.Id);
        if (pids.Count == 0)
            throw CommandException.No($"the container '{container.Name}' does not run.", $"slipway start {container.Name}");
        var options = words.GetValue(_options) is { Length: > 0 } given ? given : ["-ef"];
        foreach (var line in TabbedText.Align([.. Choose(await AskAsync(options, pids, cancellationToken), pids)], ColumnWidth))
            Session.Output.WriteLine(line);
        return ExitCode.Done;
    }

    private static async Task<string> AskAsync(IReadOnlyList<string> options, IReadOnlyList<int> pids, CancellationToken cancellationToken)
    {
        try
        {
            // Asked for these alone where it can be: what others do is nobody's business, and takes time. Some options don't go with that.
            var asked = await new Native.Command("ps", [.. options, $"-q{string.Join(',', pids)}"]).RunAsync(cancellationToken);
            asked = asked.ExitCode == 0 ? asked : await new Native.Command("ps", options).RunAsync(cancellationToken);
            return asked.ExitCode == 0 ? asked.OutputText : throw CommandException.Usage($"ps {string.Join(' ', options)}: {asked.ErrorText.Trim().Split('\n')[0]}");
        }
        catch (ExecutionException problem)
        {
            throw new CommandException(ExitCode.Outside, problem.Message, "apt-get install procps");
        }
    }

    private static IEnumerable<string> Choose(string output, IReadOnlyList<int> pids)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var headings = lines.FirstOrDefault() ?? [];
        var at = Array.IndexOf(headings, PidColumn);
        if (at < 0)
            throw CommandException.Usage("what ps shows has no column PID.", "add pid to the columns, as in -o pid,cmd");
        yield return string.Join('\t', headings);
        foreach (var fields in lines.Skip(1).Where(fields => fields.Length > at && int.TryParse(fields[at], NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pids.Contains(pid)))
            // The last column may have spaces in it.
            yield return string.Join('\t', [.. fields.Take(headings.Length - 1), string.Join(' ', fields.Skip(headings.Length - 1))]);
    }
}
