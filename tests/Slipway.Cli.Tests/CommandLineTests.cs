// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.TestKit;

namespace Slipway.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _folder.Dispose();

    private Session Session => new()
    {
        Home = new(_folder["home"]),
        Output = _output,
        Error = _error,
        OpenOutput = static () => Stream.Null,
        OpenInput = static () => Stream.Null,
        ErrorTerminal = TerminalKind.Plain,
        OutputIsTerminal = false,
        WorkingFolder = _folder.Path,
        Variable = static _ => null,
    };

    [Fact]
    public async Task A_word_that_begins_with_an_at_sign_names_no_file_with_words()
    {
        _folder.Write("words", "--help");

        (await CommandLine.RunAsync(["inspect", $"@{_folder["words"]}"], Session)).ShouldNotBe(ExitCode.Done);

        _error.ToString().ShouldContain("@");
        _error.ToString().ShouldNotContain("esponse file");
    }

    [Fact]
    public void Every_command_says_what_it_does_and_shows_an_example()
    {
        foreach (var command in Leaves(CommandLine.Create(Session)))
        {
            command.Description.ShouldNotBeNullOrEmpty(command.Name);
            command.Examples.ShouldNotBeEmpty(command.Name);
            command.Examples.ShouldAllBe(example => example.Contains("slipway", StringComparison.Ordinal));
            command.Options.ShouldAllBe(option => option.Description != null && option.Description.Length > 0);
        }
    }

    [Fact]
    public void A_command_line_makes_the_command_that_it_begins_with_and_no_other()
    {
        var all = CommandLine.Create(Session).Subcommands.Select(static command => command.Name).ToList();

        all.Count.ShouldBeGreaterThan(30);
        foreach (var name in all)
            CommandLine.Create(Session, name).Subcommands.ShouldHaveSingleItem().Name.ShouldBe(name);
        CommandLine.Create(Session, "--help").Subcommands.Select(static command => command.Name).ShouldBe(all);
    }

    [Fact]
    public void Every_flag_of_a_build_shows_an_example()
    {
        var build = CommandLine.Create(Session, "build").Subcommands.Single();

        build.Options.Where(option => option is { Hidden: false } and not System.CommandLine.Help.HelpOption)
            .ShouldAllBe(option => option.Description!.Contains("Example: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_example_is_shown_by_help()
    {
        (await CommandLine.RunAsync(["run", "--help"], Session)).ShouldBe(ExitCode.Done);

        _output.ToString().ShouldContain("slipway run --rm app:1.0 printenv PATH");
    }

    [Theory]
    [InlineData("imags", "unknown command 'imags'", "did you mean 'images'?")]
    [InlineData("images --formt json", "unknown option '--formt'", "did you mean '--format'?")]
    [InlineData("images --format xml", "'xml' is not a format", "slipway images --help")]
    [InlineData("registry serv", "unknown command 'serv'", "did you mean 'serve'?")]
    [InlineData("tag", "IMAGE", "slipway tag --help")]
    [InlineData("swarm init --advertise-addr eth0", "'swarm' is not supported", "slipway serve")]
    [InlineData("volume update data", "'volume update' is not supported", "slipway volume create")]
    [InlineData("build --call outline .", "--call outline is not supported", "slipway plan")]
    [InlineData("run --rm tonistiigi/binfmt --install all", "'tonistiigi/binfmt' is not needed", "slipway setup --emulation")]
    public async Task A_command_line_that_is_wrong_is_told_in_a_few_lines(string words, string problem, string help)
    {
        (await CommandLine.RunAsync(words.Split(' '), Session)).ShouldBe(ExitCode.Usage);

        _error.ToString().ShouldContain(problem);
        _error.ToString().ShouldContain(help);
        _error.ToString().Split('\n').Length.ShouldBeLessThan(6);
        _output.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_words_behind_an_image_belong_to_its_command()
    {
        (await CommandLine.RunAsync(["run", "--rm", "nothing:1", "ls", "--formt"], Session)).ShouldBe(ExitCode.No);

        _error.ToString().ShouldContain("no image 'nothing:1'");
    }

    private static IEnumerable<SlipwayCommand> Leaves(Command command) =>
        command.Subcommands.SelectMany(Leaves).Concat(command is SlipwayCommand leaf ? [leaf] : []);
}
