// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>
/// Finds the names of other images that a target needs: in FROM, <c>COPY --from</c> and <c>RUN --mount=from</c> of the stages that lead to the
/// one that is built. What cannot be expanded is left to the build, which says so at its place.
/// </summary>
internal sealed class DockerfileNames
{
    private readonly DockerfileModel _model;
    private readonly IReadOnlyDictionary<string, string> _variables;
    private readonly Platform _platform;
    private readonly HashSet<int> _seen = [];
    private readonly List<NameUse> _uses = [];

    private DockerfileNames(DockerfileModel model, IReadOnlyDictionary<string, string> variables, Platform platform) => (_model, _variables, _platform) = (model, variables, platform);

    internal static IReadOnlyList<NameUse> Find(DockerfileModel model, FleetTarget target, Platform platform)
    {
        if (!model.TryGetTarget(target.Stage, out var stage, out _))
            return [];
        var names = new DockerfileNames(model, Variables(model, target, platform), platform);
        names.Visit(stage);
        return names._uses;
    }

    private void Visit(Stage stage)
    {
        if (!_seen.Add(stage.Index))
            return;
        var platform = PlatformOf(stage);
        Use(Expand(stage.BaseName), stage.BaseName, stage.Index, platform);
        foreach (var instruction in stage.Instructions)
        {
            if (instruction is CopyInstruction { From: { } from })
                Use(from.Text, from, stage.Index, platform);
            if (instruction is not RunInstruction run)
                continue;
            foreach (var mounted in run.Mounts.Select(mount => mount.From).OfType<Word>())
                Use(mounted.Text, mounted, stage.Index, platform);
        }
    }

    private void Use(string? name, Word word, int before, Platform? platform)
    {
        if (string.IsNullOrEmpty(name) || name == "scratch")
            return;
        var stages = _model.Stages.Take(before);
        var stage = stages.LastOrDefault(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? (int.TryParse(name, out var index) && index >= 0 ? stages.ElementAtOrDefault(index) : null);
        if (stage is not null)
            Visit(stage);
        else
            _uses.Add(new(name, new(word.Source, word.Span), platform));
    }

    private Platform? PlatformOf(Stage stage) =>
        stage.Platform is not { } word ? _platform : Expand(word) is { } text && Platform.TryParse(text, out var platform) ? platform : null;

    private string? Expand(Word word)
    {
        var expanded = new WordExpander(_model.EscapeCharacter).Expand(word, _variables);
        return expanded.Problem is null ? expanded.Text : null;
    }

    private static Dictionary<string, string> Variables(DockerfileModel model, FleetTarget target, Platform platform)
    {
        var build = Platform.Host;
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["BUILDPLATFORM"] = build.ToString(), ["BUILDOS"] = build.Os, ["BUILDARCH"] = build.Architecture, ["BUILDVARIANT"] = build.Variant ?? "",
            ["TARGETPLATFORM"] = platform.ToString(), ["TARGETOS"] = platform.Os, ["TARGETARCH"] = platform.Architecture, ["TARGETVARIANT"] = platform.Variant ?? "",
        };
        var expander = new WordExpander(model.EscapeCharacter);
        foreach (var declaration in model.GlobalArgs.SelectMany(instruction => instruction.Declarations))
        {
            if (target.Args.TryGetValue(declaration.Name.Text, out var given))
                variables[declaration.Name.Text] = given;
            else if (declaration.Default is { } word && expander.Expand(word, variables) is { Problem: null } expanded)
                variables[declaration.Name.Text] = expanded.Text;
        }
        return variables;
    }
}
