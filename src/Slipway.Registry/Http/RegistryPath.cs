// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>
/// A request's path, split from its right end, for names may hold the words <c>blobs</c>, <c>manifests</c>, <c>tags</c> and <c>uploads</c>. Nothing is
/// decoded twice, and a path that two readers could take for two different ones is none.
/// </summary>
/// <param name="Resource">What it names.</param>
/// <param name="Name">The repository as it is written, not checked; empty where there is none.</param>
/// <param name="Reference">The tag, digest or upload as it is written, not checked; empty where there is none.</param>
internal readonly record struct RegistryPath(RegistryResource Resource, string Name, string Reference)
{
    private const string Prefix = "/v2/";

    /// <summary>Whether a raw request target is one that everyone reads alike: no escapes of slashes, dots or backslashes, no dot segments, no controls.</summary>
    public static bool IsPlain(string rawTarget)
    {
        var path = rawTarget.AsSpan();
        if (path.IndexOf('?') is >= 0 and var query)
            path = path[..query];
        if (!path.StartsWith("/") || path.ContainsAny('\\', '\0', '#') || path.ContainsAnyExceptInRange('!', '~'))
            return false;
        // The only character in these paths that a client may feel it should escape is the colon of a digest.
        for (var rest = path; rest.IndexOf('%') is >= 0 and var at; rest = rest[(at + 3)..])
        {
            if (!rest[at..].StartsWith("%3A", StringComparison.OrdinalIgnoreCase))
                return false;
        }
        foreach (var range in path.Split('/'))
        {
            if (path[range] is "." or "..")
                return false;
        }
        return !path.Contains("//", StringComparison.Ordinal);
    }

    /// <summary>Splits a path, its escapes undone; false for one that names nothing.</summary>
    public static bool TryParse(string path, out RegistryPath parsed)
    {
        parsed = new(RegistryResource.Root, "", "");
        if (path is "/v2" or Prefix)
            return true;
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        var rest = path[Prefix.Length..];
        if (rest == "_catalog")
        {
            parsed = new(RegistryResource.Catalog, "", "");
            return true;
        }
        if (rest.EndsWith("/blobs/uploads/", StringComparison.Ordinal))
            rest = rest[..^1];
        var last = rest.LastIndexOf('/');
        var before = last > 0 ? rest.LastIndexOf('/', last - 1) : -1;
        if (before <= 0)
            return false;
        var (name, word, reference) = (rest[..before], rest[(before + 1)..last], rest[(last + 1)..]);
        RegistryPath? found = word switch
        {
            "manifests" => new(RegistryResource.Manifest, name, reference),
            "referrers" => new(RegistryResource.Referrers, name, reference),
            "tags" when reference == "list" => new(RegistryResource.Tags, name, ""),
            "blobs" when reference == "uploads" => new(RegistryResource.Uploads, name, ""),
            "blobs" => new(RegistryResource.Blob, name, reference),
            "uploads" when name.EndsWith("/blobs", StringComparison.Ordinal) => new(RegistryResource.Upload, name[..^"/blobs".Length], reference),
            _ => null,
        };
        if (found is not { Reference.Length: > 0 } and not { Resource: RegistryResource.Tags or RegistryResource.Uploads })
            return false;
        parsed = found.Value;
        return true;
    }
}
