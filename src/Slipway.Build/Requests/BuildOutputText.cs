// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Reads the text form of an output (buildx, <c>--output</c>).</summary>
internal static class BuildOutputText
{
    private const string Types = "image, local, tar, oci or docker";

    public static (BuildOutput?, string?) Parse(string text, string folder)
    {
        if (text.Length == 0)
            return (null, "the output is empty; write a folder, or type=…,dest=…");
        if (text == "-")
            return (new TarOutput(null), null);
        if (!text.Contains('=', StringComparison.Ordinal))
            return (new LocalOutput(Path.GetFullPath(text, folder)), null);

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in text.Split(','))
        {
            if (field.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var equals))
                return (null, $"'{field}' in the output '{text}' is not key=value");
            if (!fields.TryAdd(field[..equals].Trim().ToLowerInvariant(), field[(equals + 1)..].Trim()))
                return (null, $"'{field[..equals]}' comes twice in the output '{text}'");
        }
        if (!fields.Remove("type", out var type))
            return (null, $"the output '{text}' has no type; expected {Types}");
        fields.Remove("dest", out var dest);
        var form = ArchiveForm.Tar;
        if (type is "oci" or "docker" && fields.Remove("tar", out var tar))
        {
            if (tar is not ("true" or "false"))
                return (null, $"'tar={tar}' in the output '{text}' is neither true nor false");
            form = tar == "true" ? ArchiveForm.Tar : ArchiveForm.Folder;
        }
        LayerCompressionOptions? compression = null;
        if (type is "image" or "oci" or "docker")
        {
            (compression, var problem) = CompressionText.Take(fields, text);
            if (problem is not null)
                return (null, problem);
        }
        if (fields.Keys.FirstOrDefault() is { } unknown)
            return (null, $"'{unknown}' is not supported for the output type '{type}'");
        var (created, refusal) = Create(type, dest, form, text, folder);
        return (created is ImageOutput image ? image with { Compression = compression } : created, refusal);
    }

    private static (BuildOutput?, string?) Create(string type, string? dest, ArchiveForm form, string text, string folder)
    {
        var path = dest is null or "" or "-" ? null : Path.GetFullPath(dest, folder);
        var needsFolder = type == "local" || (type is "oci" or "docker" && form == ArchiveForm.Folder);
        if (needsFolder && path is null)
            return (null, $"the output '{text}' needs dest=FOLDER");
        return type switch
        {
            "image" when dest is not null => (null, $"'dest' is not supported for the output type 'image'; the image goes to the local store"),
            "image" => (new ImageStoreOutput(), null),
            "local" => (new LocalOutput(path!), null),
            "tar" => (new TarOutput(path), null),
            "oci" => (new OciOutput(path, form), null),
            // Without a destination buildx loads the image into Docker; here the local store is what it would be loaded into.
            "docker" when dest is null => (new ImageStoreOutput(), null),
            "docker" => (new DockerOutput(path, form), null),
            "registry" or "cacheonly" => (null, $"the output type '{type}' is not supported; expected {Types}"),
            _ => (null, $"'{type}' is not an output type; expected {Types}"),
        };
    }
}
