// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Reads the text form of an output (buildx, <c>--output</c>).</summary>
internal static class BuildOutputText
{
    private const string Types = "image, registry, local, tar, oci, docker or cacheonly";

    public static (BuildOutput?, string?) Parse(string text, string folder)
    {
        if (text.Length == 0)
            return (null, "the output is empty; write a folder, or type=…,dest=…");
        if (text == "-")
            return (new TarOutput(null), null);
        if (!text.Contains('=', StringComparison.Ordinal))
            return (new LocalOutput(Path.GetFullPath(text, folder)), null);

        var fields = OutputFields.Read(text);
        if (fields.Problem is { } unreadable)
            return (null, unreadable);
        if (fields.Take("type") is not { } type)
            return (null, $"the output '{text}' has no type; expected {Types}");
        var output = Create(type, fields, text, folder);
        if (output is not null)
            fields.RefuseRest(type);
        return fields.Problem is { } problem ? (null, problem) : (output, null);
    }

    private static BuildOutput? Create(string type, OutputFields fields, string text, string folder)
    {
        switch (type)
        {
            case "image" or "registry":
                return WithForm(CreateImage(type, fields), fields, text);
            case "local":
                return CreateLocal(fields, text, folder);
            case "tar":
                return new TarOutput(PathOf(fields.Take("dest"), folder));
            case "oci":
                var oci = FormOf(fields, text, folder);
                return WithForm(new OciOutput(oci.Path, oci.Form), fields, text);
            case "docker":
                if (fields.Take("context") is { } context)
                    fields.Refuse($"'context={context}' in the output '{text}' is not supported; choose the engine with DOCKER_HOST or DOCKER_CONTEXT");
                var docker = FormOf(fields, text, folder);
                // Without a destination buildx loads the image into Docker.
                return WithForm(docker.IsNamed ? new DockerOutput(docker.Path, docker.Form) : new DockerEngineOutput(), fields, text);
            case "cacheonly":
                return new CacheOnlyOutput();
            default:
                fields.Refuse($"'{type}' is not an output type; expected {Types}");
                return null;
        }
    }

    private static ImageStoreOutput CreateImage(string type, OutputFields fields)
    {
        if (fields.Take("dest") is not null)
            fields.Refuse($"'dest' is not supported for the output type '{type}'; the image goes to the local store");
        if (fields.TakeSwitch("store") == false)
            fields.Refuse($"'store=false' is not supported for the output type '{type}'; the image goes to the local store");
        var isPushed = (fields.TakeSwitch("push") ?? false) || type == "registry";
        var byDigest = fields.TakeSwitch("push-by-digest") ?? false;
        if (byDigest && !isPushed)
            fields.Refuse("'push-by-digest=true' needs push=true, or the type registry");
        return new() { Push = !isPushed ? PushKind.None : byDigest ? PushKind.Digest : PushKind.Names };
    }

    private static LocalOutput? CreateLocal(OutputFields fields, string text, string folder)
    {
        if (PathOf(fields.Take("dest"), folder) is not { } path)
        {
            fields.Refuse($"the output '{text}' needs dest=FOLDER");
            return null;
        }
        var mode = fields.Take("mode");
        if (mode is not (null or "copy" or "delete"))
            fields.Refuse($"'mode={mode}' in the output '{text}' is neither copy nor delete");
        return new(path) { Mode = mode == "delete" ? LocalOutputMode.Delete : LocalOutputMode.Copy, SplitsPlatforms = fields.TakeSwitch("platform-split") };
    }

    private static (string? Path, ArchiveForm Form, bool IsNamed) FormOf(OutputFields fields, string text, string folder)
    {
        var dest = fields.Take("dest");
        var form = fields.TakeSwitch("tar") ?? true ? ArchiveForm.Tar : ArchiveForm.Folder;
        var path = PathOf(dest, folder);
        if (form == ArchiveForm.Folder && path is null)
            fields.Refuse($"the output '{text}' needs dest=FOLDER");
        return (path, form, dest is not null);
    }

    private static ImageOutput WithForm(ImageOutput output, OutputFields fields, string text)
    {
        if (fields.TakeSwitch("oci-mediatypes") == false)
            fields.Refuse("'oci-mediatypes=false' is not supported; images have OCI's media types, which every registry and engine of today reads");
        return output with
        {
            Names = fields.TakeNames(),
            Compression = CompressionText.Take(fields, text),
            RewritesTimes = fields.TakeSwitch("rewrite-timestamp"),
            Annotations = fields.TakeAnnotations(),
        };
    }

    private static string? PathOf(string? dest, string folder) => dest is null or "" or "-" ? null : Path.GetFullPath(dest, folder);
}
