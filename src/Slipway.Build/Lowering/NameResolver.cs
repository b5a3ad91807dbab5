// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Finds what a name in FROM, COPY --from and RUN --mount=from stands for: a stage, a named context, another target, an image.</summary>
internal sealed class NameResolver(RequestLowering request, BuildGraph graph)
{
    /// <summary>What a FROM begins from. Problems are thrown, located.</summary>
    public async Task<StageState> ResolveBaseAsync(TargetScope scope, Stage stage, string name, Platform platform, CancellationToken cancellationToken)
    {
        var (at, span) = (stage.From, stage.From.BaseName.Span);
        if (name == "scratch")
            return StageState.Scratch(platform);
        // FROM knows a stage by its name in lower case alone; --from knows it in any case, and by its number.
        if (scope.Model.Stages.Take(stage.Index).LastOrDefault(other => other.Name == name) is { } earlier)
            return (await request.LowerStageAsync(scope, earlier, cancellationToken).ConfigureAwait(false)).Copy();
        if (FindContext(scope, name) is { } context)
            return await FromContextAsync(scope, stage, context, name, platform, at, span, cancellationToken).ConfigureAwait(false);
        if (request.FindLinked(scope, name) is { } linked)
            return (await LowerTargetAsync(scope, linked, platform, name, at, span, cancellationToken).ConfigureAwait(false)).AsImage();
        return await FromImageAsync(scope, stage, name, platform, at, span, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What replaces a stage: a named context of its name. Null where there is none.</summary>
    public async Task<StageState?> ResolveReplacementAsync(TargetScope scope, Stage stage, Platform platform, CancellationToken cancellationToken) =>
        stage.Name is { } name && FindContext(scope, name) is { } context
            ? await FromContextAsync(scope, stage, context, name, platform, stage.From, stage.From.Name!.Span, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>The vertex that COPY or a mount reads; null where there is none, which is reported.</summary>
    public async Task<Vertex?> ResolveSourceAsync(
        TargetScope scope, Stage stage, Platform platform, string name, Instruction at, SourceSpan span, CancellationToken cancellationToken)
    {
        try
        {
            var state = await ResolveSourceStateAsync(scope, stage, platform, name, at, span, cancellationToken).ConfigureAwait(false);
            if (state is not null)
                return state.Root ?? Empty(platform);
            return FindContext(scope, name) is LocalContext local ? LocalVertex(scope, local.Folder) : null;
        }
        catch (DefinitionException problem) when (problem.Diagnostics.Count == 0 && problem.Kind == BuildFailureKind.Definition)
        {
            scope.Error(at, span, problem.Message);
            return null;
        }
    }

    /// <summary>The build context; null where the target has none, which is reported.</summary>
    public Vertex? ResolveContext(TargetScope scope, Instruction at, SourceSpan span)
    {
        if (scope.Target.Context is { } folder)
            return LocalVertex(scope, folder);
        scope.Error(at, span, $"{at.Keyword} reads the build context, and '{scope.Target.Name}' has none", "give the target a context folder");
        return null;
    }

    private async Task<StageState?> ResolveSourceStateAsync(
        TargetScope scope, Stage stage, Platform platform, string name, Instruction at, SourceSpan span, CancellationToken cancellationToken)
    {
        if (name.Contains('$', StringComparison.Ordinal))
            throw new DefinitionException($"variables do not count in '{name}'; give the image a stage of its own: FROM {name} AS <name>");
        if (EarlierStage(scope, stage, name) is { } earlier)
            return await request.LowerStageAsync(scope, earlier, cancellationToken).ConfigureAwait(false);
        if (int.TryParse(name, out var index))
            throw new DefinitionException($"there is no stage {index} before this one; stages count from 0");
        if (FindContext(scope, name) is { } context)
            return context is LocalContext ? null : await FromContextAsync(scope, stage, context, name, platform, at, span, cancellationToken).ConfigureAwait(false);
        if (request.FindLinked(scope, name) is { } linked)
            return await LowerTargetAsync(scope, linked, platform, name, at, span, cancellationToken).ConfigureAwait(false);
        return await FromImageAsync(scope, stage, name, platform, at, span, cancellationToken).ConfigureAwait(false);
    }

    private static Stage? EarlierStage(TargetScope scope, Stage stage, string name)
    {
        var earlier = scope.Model.Stages.Take(stage.Index).ToList();
        return earlier.LastOrDefault(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? (int.TryParse(name, out var index) && index >= 0 && index < earlier.Count ? earlier[index] : null);
    }

    private static NamedContext? FindContext(TargetScope scope, string name)
    {
        var contexts = scope.Target.Contexts;
        if (contexts.GetValueOrDefault($"{name}::{scope.Platform}") is { } forPlatform)
            return forPlatform;
        if (contexts.GetValueOrDefault(name) is { } exact)
            return exact;
        var canonical = RequestLowering.Canonical(name);
        return contexts.FirstOrDefault(context => RequestLowering.Canonical(context.Key) == canonical).Value
            ?? contexts.FirstOrDefault(context => string.Equals(context.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
    }

    private async Task<StageState> FromContextAsync(
        TargetScope scope, Stage stage, NamedContext context, string name, Platform platform, Instruction at, SourceSpan span, CancellationToken cancellationToken)
    {
        switch (context)
        {
            case ImageContext image:
                return await FromImageAsync(scope, stage, image.Reference.ToString(), platform, at, span, cancellationToken).ConfigureAwait(false);
            case TargetContext target:
                var linked = request.FindTarget(target.Target)
                    ?? throw new DefinitionException(Diagnostic.Error(at.Source, span, $"the context '{name}' is target:{target.Target}, and there is no such target"));
                return (await LowerTargetAsync(scope, linked, platform, name, at, span, cancellationToken).ConfigureAwait(false)).AsImage();
            case LayoutContext layout:
                return FromStored(scope, stage, await request.ImportAsync(layout, platform, cancellationToken).ConfigureAwait(false), $"oci-layout://{layout.Folder}");
            case GitContext git:
                return FromRemote(scope, stage, new GitOperation(git.Source) { Access = scope.Target.Access, KeepsGitFolder = git.Source.KeepsGitFolder == true }, git.Source.ToString(), name, platform, at);
            case HttpContext http:
                var file = new DownloadOperation(http.Address, null) { Access = scope.Target.Access, FileName = "context" };
                return FromRemote(scope, stage, file, file.Shown, name, platform, at);
            default:
                var folder = ((LocalContext)context).Folder;
                return FromFolder(scope, stage, folder, name, platform, at, span);
        }
    }

    // A folder as a base: its files on nothing.
    private StageState FromFolder(TargetScope scope, Stage stage, string folder, string name, Platform platform, Instruction at, SourceSpan span)
    {
        var state = StageState.Scratch(platform);
        var vertex = graph.Intern(new(new CopyOperation { Sources = [new PathCopySource(0, "/", span)], Destination = "/" }, null, [LocalVertex(scope, folder)])
        {
            Name = StageLowering.StepPrefix(scope, stage, 1, 1 + stage.Instructions.Count) + $"FROM {name}",
            Platform = platform,
            Text = at.Source,
            Span = at.Span,
            Slot = $"{scope.SlotPrefix} {stage.DisplayName} 1",
            CacheRefusal = scope.CacheRefusalOf(stage),
        });
        state.Root = vertex;
        state.AddHistory($"COPY . / # context {name}", vertex);
        return state;
    }

    // What another host serves as a base: the files of a repository, or what an archive unpacks to.
    private StageState FromRemote(TargetScope scope, Stage stage, RemoteOperation operation, string shown, string name, Platform platform, Instruction at)
    {
        Vertex Make(Operation made, IReadOnlyList<Vertex> sources, string title, string slot) => graph.Intern(new(made, null, sources)
        {
            Name = $"[{scope.NamePrefix}context {name}] {title}",
            Platform = platform,
            Text = at.Source,
            Span = at.Span,
            Slot = slot,
        });

        var vertex = Make(operation, [], shown, $"remote {shown}");
        if (operation is DownloadOperation file)
        {
            var unpack = new CopyOperation { Sources = [new DownloadCopySource(0, shown, file.FileName, at.Span)], Destination = "/", UnpacksDownloads = true };
            vertex = Make(unpack, [vertex], "unpack", $"{scope.SlotPrefix} {stage.DisplayName} context {name}");
        }
        var state = StageState.Scratch(platform);
        state.Root = vertex;
        state.AddHistory($"COPY . / # context {name}", vertex);
        return state;
    }

    private async Task<StageState> LowerTargetAsync(
        TargetScope scope, BuildTarget target, Platform platform, string name, Instruction at, SourceSpan span, CancellationToken cancellationToken)
    {
        if (target.Platforms.Count > 0 && !target.Platforms.Any(one => one.Satisfies(platform)))
        {
            var message = $"'{name}' is the target '{target.Name}', which is built for {string.Join(", ", target.Platforms)} and not for {platform}";
            throw new DefinitionException(Diagnostic.Error(at.Source, span, message, $"add {platform} to its platforms"));
        }
        return await request.LowerTargetAsync(target, platform, (scope, at, span), cancellationToken).ConfigureAwait(false);
    }

    private async Task<StageState> FromImageAsync(
        TargetScope scope, Stage stage, string name, Platform platform, Instruction at, SourceSpan span, CancellationToken cancellationToken)
    {
        if (!ImageReference.TryParse(name, out var reference, out var problem))
            throw new DefinitionException(Diagnostic.Error(at.Source, span, $"'{name}' is neither a stage nor an image: {problem}"));
        try
        {
            var image = await request.Images.FindAsync(reference.WithDefaultTag(), platform, scope.Target.Pull, cancellationToken).ConfigureAwait(false);
            return FromStored(scope, stage, image, reference.WithDefaultTag().ToString());
        }
        catch (DefinitionException e) when (e.Diagnostics.Count == 0)
        {
            throw new DefinitionException([Diagnostic.Error(at.Source, span, e.Message, Help(scope, name))]) { Kind = e.Kind, IsTransient = e.IsTransient };
        }
    }

    private static string? Help(TargetScope scope, string name) =>
        Suggestion.Help(name, scope.Model.Stages.Select(static stage => stage.Name).OfType<string>());

    private StageState FromStored(TargetScope scope, Stage stage, BaseImage image, string shown)
    {
        var total = 1 + stage.Instructions.Count(static instruction => instruction is RunInstruction or TransferInstruction or WorkdirInstruction);
        var vertex = graph.Intern(new(new ImageOperation(image.Image, image.Reference), null, [])
        {
            Name = StageLowering.StepPrefix(scope, stage, 1, total) + $"FROM {shown}",
            Platform = image.Image.Config.Platform.Normalised(),
            Text = stage.From.Source,
            Span = stage.From.Span,
            Slot = $"{scope.SlotPrefix} {stage.DisplayName} 1",
        });
        return StageState.On(image.Image.Config, vertex);
    }

    private Vertex LocalVertex(TargetScope scope, string folder)
    {
        var context = request.Contexts.Open(scope.Target, folder);
        return graph.Intern(new(context, null, [])
        {
            Name = $"[{scope.NamePrefix}internal] load build context",
            Platform = scope.Platform,
            Slot = $"context {folder}",
        });
    }

    // COPY --from a stage that holds nothing.
    private Vertex Empty(Platform platform) => graph.Intern(new(new CopyOperation { Sources = [], Destination = "/" }, null, [])
    {
        Name = "[internal] an empty stage",
        Platform = platform,
        Slot = "empty",
    });
}
