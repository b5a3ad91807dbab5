// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands.Building;
using Slipway.Cli.Commands.Fleets;

namespace Slipway.Cli.Commands.Buildx;

/// <summary><c>slipway buildx bake</c>: <see cref="BuildCommand"/> in Bake's words. Bake's files come before a fleet file of ours.</summary>
internal sealed class BakeCommand : SlipwayCommand
{
    private readonly Argument<string[]> _targets = new("TARGET") { Description = "Targets and groups. [default: default]", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _files = Many("--file", "The files, which are merged. [default: docker-bake.hcl, docker-bake.json, compose.yaml and their like, else slipway.yaml]", "FILE", "-f");
    private readonly Option<string?> _progress = new("--progress") { Description = "How to show progress: auto, tty, plain, quiet or rawjson. [default: auto]", HelpName = "KIND" };

    // What a build has by the same name.
    private readonly IReadOnlyList<Option<string[]>> _settings = [Many("--set", "A setting that wins over the file's: TARGET.key=value.", "KEY=VALUE"), Many("--var", "A value for a variable of the file.", "NAME=VALUE")];
    private readonly IReadOnlyList<Option<string?>> _texts =
    [
        One("--list", "List targets or variables, and build nothing.", "targets|variables"), One("--metadata-file", "Write the result as JSON.", "FILE"), One("--builder", "The builder, with --engine buildx.", "NAME"),
        One("--engine", "What builds: slipway or buildx. [default: slipway]", "ENGINE"), Refused("--provenance"), Refused("--sbom"), Refused("--allow"), Refused("--call"),
    ];
    private readonly IReadOnlyList<Option<bool>> _switches =
    [
        Switch("--print", "Print the targets as JSON, and build nothing."), Switch("--push", "Push the images."), Switch("--load", "Hand the images to the Docker Engine as well."),
        Switch("--no-cache", "Run every step."), Switch("--pull", "Look base images up in their registry."), Switch("--check", "Not supported: a build reports every error of its Dockerfile at once."),
    ];

    public BakeCommand(Session session)
        : base(session, "bake", "Build targets of Bake's files, as 'docker buildx bake' does.", "slipway buildx bake", "slipway buildx bake -f docker-bake.hcl app --set '*.platform=linux/arm64'", "slipway buildx bake --print")
    {
        Aliases.Add("f");
        Add(_targets);
        foreach (var option in ((Option[])[_files, _progress]).Concat(_settings).Concat(_texts).Concat(_switches))
            Add(option);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        string[] said =
        [
            .. FindFiles(words).SelectMany(static file => (string[])["--fleet", file]),
            .. _settings.SelectMany(option => (words.GetValue(option) ?? []).SelectMany(value => (string[])[option.Name, value])),
            .. _texts.Append(_progress).Where(option => words.GetValue(option) is not null).SelectMany(option => (string[])[option.Name, words.GetValue(option)!]),
            .. _switches.Where(option => words.GetResult(option) is { Implicit: false }).Select(option => $"{option.Name}={(words.GetValue(option) ? "true" : "false")}"),
            "--", .. words.GetValue(_targets) ?? [],
        ];
        var build = new BuildCommand(Session).Parse(said);
        return build.Errors.Count > 0 ? Task.FromResult(UsageReport.Write(build, Session.Error))
            : build.InvokeAsync(new() { Output = Session.Output, Error = Session.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancellationToken);
    }

    private IReadOnlyList<string> FindFiles(ParseResult words)
    {
        if (words.GetValue(_files) is not { Length: > 0 } named)
            return BakeFiles.Find(Session.WorkingFolder, Session);
        return named.Contains("-") ? throw CommandException.Usage("a Bake file is not read from standard input.", "write it to a file and name that with -f") : named;
    }

    private static Option<string[]> Many(string name, string description, string value, params string[] aliases) => new(name, aliases) { Description = description, HelpName = value };

    private static Option<string?> One(string name, string description, string value) => new(name) { Description = description, HelpName = value };

    private static Option<string?> Refused(string name) => new(name) { Description = "Refused as 'slipway build' does, with what to do instead.", Hidden = true };

    private static Option<bool> Switch(string name, string description) => new(name) { Description = description };
}
