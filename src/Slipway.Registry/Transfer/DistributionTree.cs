// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>The storage of Docker's registry (distribution, version 2 of its layout): <c>docker/registry/v2/{blobs,repositories}</c>.</summary>
internal sealed class DistributionTree(ImportFolder folder) : IImportSource
{
    /// <summary>Where it begins.</summary>
    public const string Root = "docker/registry/v2";

    private const int MaxLinkSize = 256;

    public IEnumerable<ImportedManifest> List(List<ImportProblem> problems) => ListIn("", problems);

    public Stream? OpenBlob(Digest digest) => folder.Open($"{Root}/blobs/{digest.Algorithm}/{digest.Hex.AsSpan(0, 2)}/{digest.Hex}/data");

    public void Dispose() => folder.Dispose();

    private IEnumerable<ImportedManifest> ListIn(string name, List<ImportProblem> problems)
    {
        var path = name.Length == 0 ? $"{Root}/repositories" : $"{Root}/repositories/{name}";
        var below = folder.ListFolders(path);
        if (below.Contains("_manifests"))
        {
            if (RepositoryName.TryParse(name, out var repository))
            {
                foreach (var manifest in ListManifests(repository, path, problems))
                    yield return manifest;
            }
            else
            {
                problems.Add(new(path, $"'{name}' is no repository name"));
            }
        }
        foreach (var next in below.Where(static next => next[0] != '_'))
        {
            var longer = name.Length == 0 ? next : $"{name}/{next}";
            // No name is longer, so nothing below one is looked for: a tree can't be endless.
            if (longer.Length > RepositoryName.MaxLength)
            {
                problems.Add(new($"{path}/{next}", "its name is longer than a repository's"));
                continue;
            }
            foreach (var manifest in ListIn(longer, problems))
                yield return manifest;
        }
    }

    private IEnumerable<ImportedManifest> ListManifests(RepositoryName repository, string path, List<ImportProblem> problems)
    {
        var tags = new Dictionary<Digest, List<Tag>>();
        foreach (var name in folder.ListFolders($"{path}/_manifests/tags"))
        {
            if (!Tag.TryParse(name, out var tag))
                problems.Add(new($"{repository}:{name}", "it is no tag"));
            else if (ReadLink($"{path}/_manifests/tags/{name}/current/link") is not { } digest)
                problems.Add(new($"{repository}:{tag}", "its link names no digest"));
            else if (tags.TryGetValue(digest, out var known))
                known.Add(tag);
            else
                tags.Add(digest, [tag]);
        }
        var manifests = new HashSet<Digest>(tags.Keys);
        foreach (var algorithm in folder.ListFolders($"{path}/_manifests/revisions"))
        {
            foreach (var hex in folder.ListFolders($"{path}/_manifests/revisions/{algorithm}"))
            {
                // A revision that was deleted keeps its folder and loses its link.
                if (ReadLink($"{path}/_manifests/revisions/{algorithm}/{hex}/link") is { } digest)
                    manifests.Add(digest);
            }
        }
        return manifests.Order().Select(digest => new ImportedManifest(repository, digest, null, tags.GetValueOrDefault(digest, [])));
    }

    private Digest? ReadLink(string path)
    {
        try
        {
            return folder.Read(path, MaxLinkSize) is { } text && Digest.TryParse(Encoding.ASCII.GetString(text).Trim(), out var digest) ? digest : null;
        }
        catch (InvalidDataException)
        {
            return null; // too long for a link, or no file at all
        }
    }
}
