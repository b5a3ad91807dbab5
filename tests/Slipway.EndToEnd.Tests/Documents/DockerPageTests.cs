// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests.Documents;

/// <summary>The page about Docker's commands: every line of it is typed, and does what the page says.</summary>
public sealed class DockerPageTests
{
    private static readonly DockerPage Page = DockerPage.Read();

    // Commands are only looked at.
    private static Session Session => new()
    {
        Home = new("/nonexistent"),
        Output = TextWriter.Null,
        Error = TextWriter.Null,
        OpenOutput = static () => Stream.Null,
        OpenInput = static () => Stream.Null,
        ErrorTerminal = TerminalKind.Plain,
        OutputIsTerminal = false,
        WorkingFolder = "/",
        Variable = static _ => null,
    };

    public static TheoryData<string> Sections => [.. Page.Sections.Where(static section => section.Lines.Any(static line => line.Test is null)).Select(static section => section.Title)];

    [Fact]
    public void The_page_is_made_of_the_lines_that_are_typed() => Snapshot.MatchesFile(Page.ToMarkdown(), ProjectFolder.File("docs/reference/docker.md"));

    [Theory]
    [MemberData(nameof(Sections))]
    public async Task What_is_said_of_each_line_is_so(string title)
    {
        foreach (var tool in (string[])["htpasswd", "busybox", "jq", "curl"])
            Needs.Tool(tool);
        var section = Page.Sections.Single(section => section.Title == title);
        await using var folder = await DockerFolder.OpenAsync(Page, section);
        foreach (var line in section.Lines.Where(static line => line.Test is null))
        {
            foreach (var given in line.Given)
                (await folder.TypeAsync(given)).ExitCode.ShouldBe(0, $"{line.Typed}: {given}");
            ShouldBeAsSaid(line, await folder.TypeAsync(line.As ?? (line.Refused is null ? line.Here : null) ?? line.Typed));
        }
    }

    [Fact]
    public void Tests_that_the_page_names_are_there() =>
        Page.Lines.Select(static line => line.Test).OfType<string>().Distinct().Where(static name => !NamedTests.Has(name)).ShouldBeEmpty();

    [Fact]
    public void Each_of_Dockers_commands_is_here_or_refused_by_its_name()
    {
        Page.Commands.Count.ShouldBeGreaterThan(120);
        Page.Commands.Where(static command => !IsKnown(command.Split(' '))).ShouldBeEmpty();
    }

    [Fact]
    public void Every_refusal_is_on_the_page()
    {
        var shown = Page.Lines.Where(static line => line.Refused is not null).Select(static line => line.Typed).ToList();

        RefusedCommands.Paths.Where(path => !shown.Any(typed => $"{typed} ".StartsWith($"docker {path} ", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_list_of_Dockers_commands_is_the_one_that_docker_shows()
    {
        Needs.Tool("docker");
        var shown = new List<string>();
        foreach (var command in await CommandsOfAsync())
        {
            var inner = IsGroup(command) ? await CommandsOfAsync(command) : [];
            shown.AddRange(inner.Count == 0 ? [command] : inner.Select(name => $"{command} {name}"));
        }

        shown.Where(static command => command != "checkpoint" && !Page.Commands.Contains(command)).ShouldBeEmpty();

        static bool IsGroup(string command) => Page.Commands.Any(known => known.StartsWith($"{command} ", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_command_of_the_documents_is_on_the_page()
    {
        var folder = SeedDocuments.Require();
        var known = Page.Lines.Select(static line => SeedDocuments.Normalize(line.Typed)).ToHashSet(StringComparer.Ordinal);
        var commands = SeedDocuments.Commands(folder);

        commands.Count.ShouldBeGreaterThan(100);
        // A request whose body goes on over more lines is known by its first.
        commands.Where(command => !known.Contains(command) && !(command.EndsWith('{') && known.Any(line => line.StartsWith(command, StringComparison.Ordinal)))).ShouldBeEmpty();
    }

    private static void ShouldBeAsSaid(DockerLine line, Answer answer)
    {
        var told = $"{line.Typed}\n{answer.Output}\n{answer.Error}";
        if (line.Refused is { } refused)
        {
            answer.Error.Trim().ShouldBe($"slipway: {refused}{(line.Here is { } help ? $"\nhelp: {help}" : "")}", line.Typed);
            answer.ExitCode.ShouldBe(line.ExitCode, told);
        }
        else if (line.Asks is { } host && answer.ExitCode != 0)
        {
            answer.Error.ShouldContain(host, customMessage: told);
        }
        else
        {
            answer.ExitCode.ShouldBe(line.ExitCode, told);
        }
        foreach (var text in line.Shows)
            (answer.Output + answer.Error).ShouldContain(text, Case.Sensitive, told);
    }

    private static bool IsKnown(string[] words)
    {
        Command command = CommandLine.Create(Session, words[0]);
        foreach (var word in words)
        {
            if (command is RefusedCommand)
                return true;
            if (command.Subcommands.FirstOrDefault(inner => inner.Name == word || inner.Aliases.Contains(word)) is not { } next)
                return false;
            command = next;
        }
        return command.Action is not null;
    }

    private static async Task<IReadOnlyList<string>> CommandsOfAsync(params string[] group)
    {
        var help = (await new Native.Command("docker", [.. group, "--help"]).RunAsync(TestContext.Current.CancellationToken)).OutputText.Split('\n');
        var headings = help.Index().Where(static line => line.Item.EndsWith("ommands:", StringComparison.Ordinal)).Select(static line => line.Index).ToList();
        return [.. headings.SelectMany(heading => help.Skip(heading + 1).TakeWhile(static line => line.StartsWith("  ", StringComparison.Ordinal))).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0].TrimEnd('*'))];
    }
}
