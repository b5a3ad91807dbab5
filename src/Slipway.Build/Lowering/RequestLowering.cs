// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Lowers a request to one graph. Stages are lowered when something needs them, so what nothing asks for is not even looked at.</summary>
internal sealed class RequestLowering
{
    private readonly BuildRequest _request;
    private readonly BuildServices _services;
    private readonly BuildGraph _graph = new();
    private readonly NameResolver _names;
    private readonly List<BuildTarget> _targets;
    private readonly Dictionary<string, BuildTarget> _links = new(StringComparer.Ordinal);
    private readonly Dictionary<SourceText, DockerfileModel> _models = [];
    private readonly Dictionary<(int Target, string Platform), TargetScope> _scopes = [];
    private readonly Dictionary<(TargetScope Scope, int Stage), StageState> _stages = [];
    private readonly List<(TargetScope Scope, int Stage)> _path = [];
    private readonly Dictionary<string, BaseImage> _imported = [];

    public RequestLowering(BuildRequest request, BuildServices services)
    {
        (_request, _services) = (request, services);
        _names = new(this, _graph);
        _targets = [.. request.Targets, .. request.Siblings];
        Images = new(services.Store, services.BaseImages);
        Contexts = new(services.Home);
        foreach (var target in _targets)
        {
            _links.TryAdd(target.Name, target);
            foreach (var tag in target.Tags)
                _links.TryAdd(Canonical(tag.ToString()), target);
        }
        foreach (var (name, target) in request.Links)
            _links[Canonical(name)] = FindTarget(target) ?? throw new ArgumentException($"The link '{name}' names the target '{target}', which the request does not have.");
    }

    public BaseImages Images { get; }

    public LocalContexts Contexts { get; }

    /// <summary>A name as it is compared: an image reference in full, with its tag; anything else as it is.</summary>
    public static string Canonical(string name) => ImageReference.TryParse(name, out var reference, out _) ? reference.WithDefaultTag().ToString() : name;

    public BuildTarget? FindTarget(string name) => _targets.FirstOrDefault(target => target.Name == name);

    /// <summary>The target that a name stands for; a target is not its own base.</summary>
    public BuildTarget? FindLinked(TargetScope scope, string name)
    {
        var linked = _links.GetValueOrDefault(Canonical(name)) ?? _links.GetValueOrDefault(name);
        return linked is null || linked == scope.Target || scope.Target.LinkedTargets?.Contains(linked.Name) == false ? null : linked;
    }

    /// <summary>Lowers one target for one platform, and says what an image of it holds.</summary>
    /// <exception cref="DefinitionException">It cannot be built.</exception>
    public async Task<LoweredImage> LowerAsync(BuildTarget target, Platform platform, CancellationToken cancellationToken)
    {
        var state = await LowerTargetAsync(target, platform, null, cancellationToken).ConfigureAwait(false);
        var scope = _scopes.GetValueOrDefault((IndexOf(target), platform.ToString()));
        return new(target, platform, state, scope is null ? [] : [.. scope.Model.Diagnostics, .. scope.Diagnostics]);
    }

    /// <summary>Lowers a target for a platform as others see it.</summary>
    /// <param name="target">The target.</param>
    /// <param name="platform">The platform.</param>
    /// <param name="from">Who asks, and where it says so; null for the request itself.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<StageState> LowerTargetAsync(
        BuildTarget target, Platform platform, (TargetScope Scope, Instruction At, SourceSpan Span)? from, CancellationToken cancellationToken)
    {
        var state = await LowerTargetCoreAsync(target, platform, from, cancellationToken).ConfigureAwait(false);
        state.Root?.AddTarget(IndexOf(target));
        return state;
    }

    private async Task<StageState> LowerTargetCoreAsync(
        BuildTarget target, Platform platform, (TargetScope Scope, Instruction At, SourceSpan Span)? from, CancellationToken cancellationToken)
    {
        if (target.Source is PackagesSource packages)
        {
            var composed = await new PackagesLowering(_services, _graph).LowerAsync(target, packages, platform, Prefix(target, platform), cancellationToken).ConfigureAwait(false);
            if (target.Labels.Count > 0)
                AddLabels(composed, target);
            return composed;
        }
        var scope = Scope(target, platform);
        if (!scope.Model.TryGetTarget(target.Stage, out var stage, out var problem))
            throw new DefinitionException(problem);
        if (target.NoCacheStages.FirstOrDefault(name => !scope.Model.Stages.Any(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase))) is { } unknown)
            throw new DefinitionException($"the cache is not to be used for the stage '{unknown}', and '{target.Name}' has no stage of that name");
        if (scope.GlobalVariables.Count == 0)
            scope.ReadGlobals(stage.Name ?? target.Stage ?? "default");
        if (_path.Contains((scope, stage.Index)))
        {
            var circle = string.Join(" → ", _path.Select(static entry => entry.Scope.Target.Name).Append(target.Name).Distinct().Append(target.Name));
            var (text, span) = from is { } asker ? (asker.At.Source, asker.Span) : (stage.From.Source, stage.From.Span);
            throw new DefinitionException(Diagnostic.Error(text, span, $"targets stand on each other in a circle: {circle}"));
        }
        var state = await LowerStageAsync(scope, stage, cancellationToken).ConfigureAwait(false);
        if (scope.HasErrors)
            throw new DefinitionException(scope.Errors);
        if (target.Labels.Count == 0)
            return state;
        var labelled = state.Copy();
        AddLabels(labelled, target);
        return labelled;
    }

    private static void AddLabels(StageState state, BuildTarget target)
    {
        var labels = (state.Config.Labels ?? new Dictionary<string, string>()).ToDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in target.Labels)
            labels[name] = value;
        state.Config = state.Config with { Labels = labels };
    }

    /// <summary>Lowers a stage once.</summary>
    public async Task<StageState> LowerStageAsync(TargetScope scope, Stage stage, CancellationToken cancellationToken)
    {
        if (_stages.TryGetValue((scope, stage.Index), out var known))
            return known;
        _path.Add((scope, stage.Index));
        try
        {
            return _stages[(scope, stage.Index)] = await LowerStageCoreAsync(scope, stage, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _path.RemoveAt(_path.Count - 1);
        }
    }

    /// <summary>Takes an image of another layout into the store.</summary>
    public async Task<BaseImage> ImportAsync(LayoutContext layout, Platform platform, CancellationToken cancellationToken)
    {
        var key = $"{layout} {platform}";
        if (!_imported.TryGetValue(key, out var image))
            _imported[key] = image = await LayoutImport.RunAsync(layout, platform, _services.Store, cancellationToken).ConfigureAwait(false);
        return image;
    }

    private async Task<StageState> LowerStageCoreAsync(TargetScope scope, Stage stage, CancellationToken cancellationToken)
    {
        var platform = StagePlatform(scope, stage);
        if (await _names.ResolveReplacementAsync(scope, stage, platform, cancellationToken).ConfigureAwait(false) is { } replacement)
            return replacement;
        if (scope.Expand(stage.BaseName, scope.GlobalVariables) is not { } name)
            throw new DefinitionException(scope.Errors);
        if (name.Length == 0)
        {
            var message = $"'{stage.BaseName.Text}' names no image: it is empty when its variables are in place";
            throw new DefinitionException(Diagnostic.Error(stage.From.Source, stage.From.Span, message, "declare its ARG before the first FROM, with a default"));
        }
        var state = await _names.ResolveBaseAsync(scope, stage, name, platform, cancellationToken).ConfigureAwait(false);
        state.HasOwnCommand = false;
        var instructions = TakeTriggers(scope, stage, state, name);
        return await new StageLowering(scope, stage, _names, _graph, instructions, state).LowerAsync(cancellationToken).ConfigureAwait(false);
    }

    // ONBUILD instructions of the base come first, once: they are not handed on.
    private static IReadOnlyList<Instruction> TakeTriggers(TargetScope scope, Stage stage, StageState state, string name)
    {
        if (state.Triggers.Count == 0)
            return stage.Instructions;
        var problems = new List<Diagnostic>();
        var triggers = state.Triggers.Select(text => DockerfileModel.ParseTrigger(text, $"ONBUILD of {name}", problems)).OfType<Instruction>().ToList();
        foreach (var problem in problems)
            scope.Report(problem);
        state.Config = state.Config with { OnBuild = null };
        return [.. triggers, .. stage.Instructions];
    }

    private static Platform StagePlatform(TargetScope scope, Stage stage)
    {
        if (stage.Platform is not { } word || scope.Expand(word, scope.GlobalVariables) is not { } text)
            return scope.Platform;
        return Platform.TryParse(text, out var platform)
            ? platform
            : throw new DefinitionException(Diagnostic.Error(
                stage.From.Source, word.Span, text.Length == 0 ? "the platform is empty" : $"'{text}' is not a platform", text.Length == 0 ? "write os/architecture, such as linux/amd64" : PlatformHelp.For(text)));
    }

    private TargetScope Scope(BuildTarget target, Platform platform)
    {
        var key = (IndexOf(target), platform.ToString());
        if (_scopes.TryGetValue(key, out var known))
            return known;
        var text = ((DockerfileSource)target.Source).Text;
        if (!_models.TryGetValue(text, out var model))
            _models[text] = model = DockerfileModel.Parse(text);
        if (model.HasErrors)
            throw new DefinitionException([.. model.Diagnostics.Where(static diagnostic => diagnostic.Severity == Severity.Error)]);
        return _scopes[key] = new() { Target = target, Index = IndexOf(target), Model = model, Platform = platform, NamePrefix = Prefix(target, platform) };
    }

    // "api " of several targets, "linux/arm64 " of several platforms.
    private string Prefix(BuildTarget target, Platform platform)
    {
        var name = _targets.Count > 1 ? target.Name + " " : "";
        if (target.Platforms.Count < 2)
            return name;
        return platform.Satisfies(Platform.Host) ? $"{name}{platform} " : $"{name}{Platform.Host}->{platform.Architecture}{platform.Variant} ";
    }

    private int IndexOf(BuildTarget target) => _targets.IndexOf(target);
}
