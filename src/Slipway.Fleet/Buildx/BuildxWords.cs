// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>What a build is told, in BuildKit's words. Of a secret it is said where it is, and never what it is.</summary>
internal static class BuildxWords
{
    /// <summary>A secret.</summary>
    public static string Secret(string id, SecretSource source) => Csv(("id", id), source switch
    {
        SecretVariable { Name: var name } => ("env", name),
        SecretFile { Path: var path } => ("src", path),
        _ => throw new InvalidOperationException($"Nothing hands over a {source.GetType().Name}."),
    });

    /// <summary>An SSH agent.</summary>
    public static string Agent(string id, SshSource source) => source switch
    {
        SshAgentSocket { Path: var path } => $"{id}={path}",
        SshKeyFiles { Paths: var paths } => $"{id}={string.Join(',', paths)}",
        _ => throw new InvalidOperationException($"Nothing hands over a {source.GetType().Name}."),
    };

    /// <summary>A cache that results are taken from.</summary>
    public static string Import(CacheImport import) => import.Place switch
    {
        CachePlace.InRegistry { Reference: var reference } => Csv(("type", "registry"), ("ref", reference.Familiar)),
        CachePlace.InFolder { Folder: var folder, Name: var name } => Csv([("type", "local"), ("src", folder), .. Named(name)]),
        _ => throw new InvalidOperationException("Nothing is taken from inside images."),
    };

    /// <summary>A place that the cache is carried to.</summary>
    public static string Export(CacheExport export)
    {
        (string, string)[] place = export.Place switch
        {
            CachePlace.InRegistry { Reference: var reference } => [("type", "registry"), ("ref", reference.Familiar), Mode(export)],
            CachePlace.InFolder { Folder: var folder, Name: var name } => [("type", "local"), ("dest", folder), .. Named(name), Mode(export)],
            _ => [("type", "inline")],
        };
        return Csv([.. place, .. export.IgnoresErrors ? [("ignore-error", "true")] : (IEnumerable<(string, string)>)[]]);
    }

    /// <summary>An annotation at its place.</summary>
    public static string Annotation(PlacedAnnotation annotation)
    {
        var place = annotation.Place switch
        {
            AnnotationPlace.Index => "index",
            AnnotationPlace.ManifestDescriptor => "manifest-descriptor",
            AnnotationPlace.IndexDescriptor => "index-descriptor",
            _ => "manifest",
        };
        return $"{place}{(annotation.Platform is { } platform ? $"[{platform}]" : "")}:{annotation.Key}={annotation.Value}";
    }

    /// <summary>The output that hands an image back, as an archive.</summary>
    public static string Output(string path, bool? rewritesTimes) =>
        Csv([("type", "oci"), ("dest", path), .. rewritesTimes is { } rewrites ? [("rewrite-timestamp", rewrites ? "true" : "false")] : (IEnumerable<(string, string)>)[]]);

    private static (string, string) Mode(CacheExport export) => ("mode", export.Mode == CacheMode.Min ? "min" : "max");

    private static IEnumerable<(string, string)> Named(string name) => name == "latest" ? [] : Digest.TryParse(name, out _) ? [("digest", name)] : [("tag", name)];

    private static string Csv(params IEnumerable<(string Name, string Value)> fields) => string.Join(',', fields.Select(static field => BakeEntries.Quoted($"{field.Name}={field.Value}")));
}
