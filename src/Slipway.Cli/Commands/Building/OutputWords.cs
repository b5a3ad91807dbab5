// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Build;

namespace Slipway.Cli.Commands.Building;

/// <summary>The words that say where a built image goes, and what is written down of it.</summary>
internal sealed class OutputWords
{
    private readonly Option<string[]> _outputs = new("--output", "-o")
    {
        Description = "Where it goes (several may be given): a folder or '-' for the files alone, or type=image|registry|oci|docker|local|tar|cacheonly with dest=PATH, tar=false, name=, push=true, push-by-digest=true, "
            + "compression=gzip|zstd|uncompressed, compression-level=, force-compression=true, rewrite-timestamp=, annotation.KEY=, mode=copy|delete, platform-split=. "
            + "[default: type=image, the local store] Example: -o type=oci,dest=app.tar,compression=zstd",
        HelpName = "WHERE",
    };

    private readonly Option<bool> _push = new("--push") { Description = "Push the image to the registry that its name says; short for --output type=registry. Example: -t localhost:5000/app:1 --push" };
    private readonly Option<bool> _load = new("--load") { Description = "Hand the image to the Docker Engine as well (DOCKER_HOST, DOCKER_CONTEXT, else /var/run/docker.sock); of several platforms it gets all, where its image store is containerd's, else this machine's. Example: -t app:1 --load" };
    private readonly Option<string[]> _annotations = new("--annotation") { Description = "An annotation; of the manifest unless PLACE is index, manifest-descriptor or index-descriptor. Example: --annotation index:org.opencontainers.image.title=App", HelpName = "[PLACE:]KEY=VALUE" };
    private readonly Option<string?> _identifier = new("--iidfile") { Description = "Write the image's ID to a file: its digest, and with --load that of its configuration, the ID in Docker's classic image store, as buildx has it. Nothing is written if the build fails. Example: --iidfile app.id", HelpName = "FILE" };
    private readonly Option<string?> _metadata = new("--metadata-file") { Description = "Write the result as JSON, with buildx's keys (containerimage.digest, image.name, …); of a fleet by target. Example: --metadata-file build.json", HelpName = "FILE" };

    /// <summary>The options of a single Dockerfile, in the order of help.</summary>
    public IEnumerable<Option> Options => [_outputs, _push, _load, _annotations, _identifier];

    /// <summary>Those that a fleet takes as well.</summary>
    public IEnumerable<Option> SharedOptions => [_metadata];

    /// <summary>The outputs that the words ask for, as buildx reads them.</summary>
    public IReadOnlyList<BuildOutput> ReadOutputs(ParseResult words, Session session)
    {
        var given = words.GetValue(_outputs) ?? [];
        IReadOnlyList<BuildOutput> outputs = [.. given.Select(text => BuildOutput.TryParse(text, session.WorkingFolder, out var output, out var problem) ? output : throw CommandException.Usage($"{problem}."))];
        if (outputs.Count == 0)
            outputs = [new ImageStoreOutput()];
        if (words.GetValue(_push))
            outputs = BuildOutputs.WithPush(outputs);
        if (words.GetValue(_load))
            outputs = BuildOutputs.WithLoad(outputs);
        if (words.GetValue(_identifier) is not null && !outputs.OfType<ImageOutput>().Any())
            throw CommandException.Usage("--iidfile takes the ID of an image, and none of the outputs is one.", "leave it out, or add --output type=image");
        return outputs;
    }

    /// <summary>The annotations that the words ask for.</summary>
    public IReadOnlyList<PlacedAnnotation> ReadAnnotations(ParseResult words) =>
        [.. (words.GetValue(_annotations) ?? []).SelectMany(static text => PlacedAnnotation.TryParse(text, out var annotations, out var problem) ? annotations : throw CommandException.Usage($"{problem}."))];

    /// <summary>Takes away what an earlier build wrote, so that nothing stale is left if this one fails.</summary>
    public void RemoveStale(ParseResult words, Session session)
    {
        foreach (var path in new[] { words.GetValue(_identifier), words.GetValue(_metadata) }.OfType<string>())
            File.Delete(Path.GetFullPath(path, session.WorkingFolder));
    }

    /// <summary>Writes the files that were asked for, of a build that came to an end well.</summary>
    public void WriteFiles(ParseResult words, Session session, BuildResult result, ResultShape shape)
    {
        if (words.GetValue(_identifier) is { } identifier && result.Targets[0] is { Image: not null } only)
            Write(identifier, session, System.Text.Encoding.UTF8.GetBytes(ImageIdentifier.Of(only, session.Store)));
        if (words.GetValue(_metadata) is { } metadata)
            Write(metadata, session, BuildMetadata.Write(result, session.Store, shape));
    }

    private static void Write(string path, Session session, byte[] content) => Oci.AtomicFile.Write(Path.GetFullPath(path, session.WorkingFolder), content);
}
