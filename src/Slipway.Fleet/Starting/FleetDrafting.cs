// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Drafts a fleet file, and reads it as it will be read, so that what is told of it is so.</summary>
internal sealed class FleetDrafting(FleetDraftOptions options)
{
    private const string FirstVersion = "0.1.0";
    private readonly List<string> _notes = [];

    private string FileFolder => options.FileFolder ?? options.Folder;

    internal async Task<FleetDraft> RunAsync(CancellationToken cancellationToken)
    {
        var found = new DockerfileTree(options, _notes).Find(cancellationToken);
        var fleet = DraftNames.Of(Path.GetFileName(Path.TrimEndingDirectorySeparator(options.Folder)));
        var version = GitVersion.Find(options.Folder) is { } tagged ? (tagged.Version, $"of the git tag {tagged.Tag}") : (FirstVersion, "no git tag says one");
        if (found.Count == 0)
            return new() { Notes = _notes };
        var images = Call([.. DraftNames.For(found, fleet).Zip(found, (name, file) => Make(name, file))]);
        var tree = Path.GetRelativePath(FileFolder, options.Folder);
        var text = DraftText.Write(fleet, version, images, tree);
        return new()
        {
            Text = text,
            Images = [.. images.Select(static image => image.Name)],
            Links = await LinksAsync(text, cancellationToken).ConfigureAwait(false),
            ClaimCount = images.Sum(static image => image.Claims.Count),
            Version = $"{version.Item1}, {version.Item2}",
            Notes = _notes,
        };
    }

    private DraftImage Make(string name, FoundDockerfile file)
    {
        var (context, missing) = DraftContext.Find(options.Folder, file);
        if (missing.Count > 0)
            _notes.Add($"'{file.Path}' copies '{missing[0]}'{(missing.Count > 1 ? $" and {missing.Count - 1} more" : "")}, which no folder on the way up to here has");
        return new() { Name = name, File = file, Context = context, Missing = missing, Claims = DraftClaimReader.Read(file.Model) };
    }

    // A Dockerfile that says FROM ghcr.io/team/base:1 means the image 'base' of this tree: that gets the name as a tag, so that the two are linked.
    // A name without a path is another matter: 'redis:7' is Docker Hub's.
    private static List<DraftImage> Call(IReadOnlyList<DraftImage> images)
    {
        var calls = images.SelectMany(image => DockerfileNames.Find(image.Model, AsTarget(image), Platform.Host).Select(use => (Image: image, use.Name))).ToList();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var named = new List<DraftImage>();
        foreach (var image in images)
        {
            var references = calls.Where(call => call.Image != image && Means(call.Name, image)).Select(static call => call.Name).Distinct().Where(taken.Add).ToList();
            named.Add(image with { CalledBy = references });
        }
        return named;
    }

    private static bool Means(string name, DraftImage image) => ImageReference.TryParse(name, out var reference, out _) && reference.Digest is null
        && name.Contains('/', StringComparison.Ordinal) && !$"{reference.Registry}/{reference.Repository}".StartsWith($"{ImageReference.DefaultRegistry}/library/", StringComparison.Ordinal)
        && $"/{reference.Repository}".EndsWith($"/{image.Name}", StringComparison.Ordinal);

    private static FleetTarget AsTarget(DraftImage image) => new()
    {
        Name = image.Name,
        Image = new() { Name = new(image.Name, default), Settings = ImageSettings.Empty },
        Context = new("", default),
        Dockerfile = new("", default),
        Platforms = [Platform.Host],
    };

    private async Task<IReadOnlyList<string>> LinksAsync(string text, CancellationToken cancellationToken)
    {
        var fleet = FleetTargets.Expand(FleetFile.Read(SourceText.From(FleetFile.FileName, text), FileFolder));
        var graph = await FleetGraph.LoadAsync(fleet, cancellationToken).ConfigureAwait(false);
        _notes.AddRange(graph.Diagnostics.Where(static problem => problem.Severity == Severity.Error).Select(static problem => $"to be mended: {problem.Message}"));
        return [.. graph.Links.Select(static link => $"{link.From} → {link.To}").Distinct()];
    }
}
