// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Refuses outputs that can't come to anything, before a step runs.</summary>
internal static class OutputChecks
{
    /// <exception cref="DefinitionException">An output of the target is impossible.</exception>
    public static void Require(BuildTarget target, BuildOptions options, BuildServices services)
    {
        foreach (var output in target.Outputs)
        {
            var problem = output switch
            {
                ImageStoreOutput { Push: not PushKind.None } image when NamesOf(target, image).Count == 0 => "the image is to be pushed and has no name; give it one with -t",
                ImageStoreOutput { Push: not PushKind.None } when services.Registries is null => "the image is to be pushed, and nothing here pushes",
                OciOutput { Form: ArchiveForm.Tar, Path: { } path } when Directory.Exists(path) => $"the output's file '{path}' is a folder; name a file in it, or say tar=false",
                DockerOutput { Form: ArchiveForm.Tar, Path: { } path } when Directory.Exists(path) => $"the output's file '{path}' is a folder; name a file in it, or say tar=false",
                TarOutput { File: { } path } when Directory.Exists(path) => $"the output's file '{path}' is a folder; name a file in it, or use type=local",
                LocalOutput { Mode: LocalOutputMode.Delete } local when HoldsSources(local.Folder, target) =>
                    $"the output's folder '{local.Folder}' holds the build context, which mode=delete would delete; name a folder of its own",
                DockerEngineOutput when DockerEngine.ProblemOf(services.DockerHost) is { } wrong => wrong,
                _ => (output as ImageOutput) is { } form ? ProblemOf(form, target, options) : null,
            };
            if (problem is not null)
                throw new DefinitionException(problem);
        }
    }

    /// <summary>The names of an output: the target's tags, else its own.</summary>
    public static IReadOnlyList<Oci.ImageReference> NamesOf(BuildTarget target, ImageOutput output) => target.Tags.Count > 0 ? target.Tags : output.Names;

    private static string? ProblemOf(ImageOutput output, BuildTarget target, BuildOptions options)
    {
        if (output.RewritesTimes == true && SourceDate.Of(target, options) is null)
            return "rewrite-timestamp=true needs a time: set SOURCE_DATE_EPOCH";
        var ofIndex = target.PlacedAnnotations.Concat(output.Annotations).FirstOrDefault(static one => one.Place is AnnotationPlace.Index or AnnotationPlace.IndexDescriptor);
        if (ofIndex is not null && target.Platforms.Count < 2)
            return $"the annotation '{ofIndex.Key}' is of an index, and '{target.Name}' is built for one platform, which has none; annotate the manifest, or build for several";
        return null;
    }

    private static bool HoldsSources(string folder, BuildTarget target)
    {
        var held = Path.GetFullPath(folder).TrimEnd('/') + "/";
        var sources = target.Contexts.Values.OfType<LocalContext>().Select(static context => context.Folder).Append(target.Context).OfType<string>();
        return held == "/" || sources.Any(source => (Path.GetFullPath(source).TrimEnd('/') + "/").StartsWith(held, StringComparison.Ordinal));
    }
}
