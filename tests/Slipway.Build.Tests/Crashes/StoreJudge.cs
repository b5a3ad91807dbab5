// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text.Json;

namespace Slipway.Build.Tests;

/// <summary>Says what is wrong with the files of a store, by the image specification and the rules of names alone: no code of the store is used.</summary>
internal sealed class StoreJudge
{
    private readonly Dictionary<string, byte[]> _files;
    private readonly List<string> _complaints = [];

    private StoreJudge(IReadOnlyDictionary<string, byte[]> files, string folder) =>
        _files = files.Where(file => file.Key.StartsWith(folder + "/", StringComparison.Ordinal)).ToDictionary(file => file.Key[(folder.Length + 1)..], static file => file.Value);

    /// <summary>What each name leads to, by the file of the name: <c>registry/repository/@tag</c>, or <c>@untagged/…</c>.</summary>
    public Dictionary<string, string> Names { get; } = [];

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>The images that index.json calls by a name.</summary>
    public Dictionary<string, string> Indexed { get; } = [];

    public static StoreJudge Judge(IReadOnlyDictionary<string, byte[]> files, string folder)
    {
        var judge = new StoreJudge(files, folder);
        judge.CheckBlobs();
        judge.CheckMarker();
        judge.CheckNames();
        judge.CheckIndex();
        return judge;
    }

    private void CheckBlobs()
    {
        foreach (var (path, content) in _files.Where(static file => file.Key.StartsWith("blobs/", StringComparison.Ordinal)))
        {
            var hash = path.StartsWith("blobs/sha512/", StringComparison.Ordinal) ? SHA512.HashData(content) : SHA256.HashData(content);
            if (Convert.ToHexStringLower(hash) != path.Split('/')[^1])
                _complaints.Add($"{path} holds other bytes ({content.Length} of them)");
        }
    }

    private void CheckMarker()
    {
        if (!_files.TryGetValue("oci-layout", out var marker))
        {
            if (_files.Keys.Any(static path => path.StartsWith("refs/", StringComparison.Ordinal)))
                _complaints.Add("there are names and no oci-layout");
            return;
        }
        if (Parse("oci-layout", marker) is not { } json || json.GetProperty("imageLayoutVersion").GetString() != "1.0.0")
            _complaints.Add("oci-layout does not say 1.0.0");
    }

    private void CheckNames()
    {
        foreach (var (path, content) in _files.Where(static file => file.Key.StartsWith("refs/", StringComparison.Ordinal)))
        {
            if (path.Split('/')[^1].StartsWith('.'))
                continue; // being written when the power went
            if (Parse(path, content) is not { } descriptor)
                continue;
            Names[path["refs/".Length..]] = descriptor.GetProperty("digest").GetString()!;
            CheckDescriptor(path, descriptor);
        }
    }

    private void CheckIndex()
    {
        if (!_files.TryGetValue("index.json", out var content))
        {
            if (Names.Count > 0)
                _complaints.Add("there are names and no index.json");
            return;
        }
        if (Parse("index.json", content) is not { } index)
            return;
        foreach (var descriptor in index.GetProperty("manifests").EnumerateArray())
        {
            CheckDescriptor("index.json", descriptor);
            if (descriptor.TryGetProperty("annotations", out var annotations))
                Indexed[annotations.GetProperty("org.opencontainers.image.ref.name").GetString()!] = descriptor.GetProperty("digest").GetString()!;
        }
    }

    private void CheckDescriptor(string from, JsonElement descriptor)
    {
        var digest = descriptor.GetProperty("digest").GetString()!;
        if (!_files.TryGetValue("blobs/" + digest.Replace(':', '/'), out var content))
        {
            _complaints.Add($"{from} leads to {digest}, which is missing");
            return;
        }
        if (content.Length != descriptor.GetProperty("size").GetInt64())
            _complaints.Add($"{from} says another size of {digest} than its {content.Length} bytes");
        if (!descriptor.GetProperty("mediaType").GetString()!.Contains("manifest", StringComparison.Ordinal) || Parse(digest, content) is not { } manifest)
            return;
        CheckDescriptor(digest, manifest.GetProperty("config"));
        foreach (var layer in manifest.GetProperty("layers").EnumerateArray())
            CheckDescriptor(digest, layer);
    }

    private JsonElement? Parse(string what, byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            _complaints.Add($"{what} is not JSON: {content.Length} bytes");
            return null;
        }
    }
}
