// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Oci;

namespace Slipway.Build.Tests;

/// <summary>What one process does to a store and a build cache: commands, one after the other, as the program and the engine do them.</summary>
/// <param name="store">The files of the store.</param>
/// <param name="cache">The files of the build cache.</param>
/// <param name="history">Is told what is done to tags.</param>
/// <param name="seed">Decides the commands.</param>
/// <param name="boot">In which boot of the machine.</param>
internal sealed class CrashWorkload(IBlobFiles store, IBlobFiles cache, TagHistory history, int seed, string boot)
{
    private const string Form = "none0";
    private static readonly string[] Tags = ["app:1", "app:2", "team/tool:latest", "other/x:1"];

    private readonly Random _random = new(seed);
    private readonly OciLayout _store = OciLayout.Open("/store", store);
    private readonly BuildCache _cache = new(new("/home"), new RecordFiles(cache, boot));

    /// <summary>Runs 2 to 5 commands.</summary>
    public Task RunAsync() => RunAsync(_random.Next(2, 6));

    /// <summary>Runs some commands.</summary>
    public async Task RunAsync(int commands)
    {
        for (var left = commands; left > 0; left--)
            await RunOneAsync();
    }

    private Task RunOneAsync() => _random.Next(10) switch
    {
        0 or 1 or 2 or 3 => BuildAsync(_random.Next(6), Tags[_random.Next(Tags.Length)]),
        4 => RetagAsync(Tags[_random.Next(Tags.Length)], Tags[_random.Next(Tags.Length)]),
        5 => UntagAsync(Tags[_random.Next(Tags.Length)]),
        6 => LoadAsync(Tags[_random.Next(Tags.Length)]),
        7 => ImportAsync(),
        _ => RemoveAndPruneAsync(Tags[_random.Next(Tags.Length)]),
    };

    private async Task BuildAsync(int variant, string tag)
    {
        using var lease = await _store.LeaseAsync(CancellationToken.None);
        var layers = new List<LayerRecord>();
        var below = Digest.Sha256("nothing"u8);
        foreach (var step in Enumerable.Range(0, 3))
        {
            // Variants share their first steps, as the Dockerfiles of a fleet do.
            var content = ContentOf(step, variant >> (2 - step));
            var key = Digest.Sha256(Encoding.UTF8.GetBytes($"step {step} {variant >> (2 - step)}"));
            var (result, layer) = Find(key, below) ?? RunStep(key, below, content);
            if (layer.Layer.Digest != Digest.Sha256(content))
                throw new InvalidDataException($"A record of step {step} leads to another layer, {layer.Layer.Digest}.");
            layers.Add(layer);
            below = result;
        }
        var config = new ImageConfig { Architecture = "amd64", Os = "linux", Author = $"variant {variant}", Rootfs = new() { DiffIds = [.. layers.Select(static layer => layer.DiffId)] } };
        var manifest = new ImageManifest { Config = _store.WriteBlob(MediaTypes.Config, config.ToBytes()), Layers = [.. layers.Select(static layer => layer.Layer)] };
        await NameAsync(tag, _store.WriteManifest(ManifestBlob.Create(manifest)));
    }

    // No snapshots here: a step's result is at hand where its layer is.
    private (Digest Result, LayerRecord Layer)? Find(Digest key, Digest below) =>
        _cache.FindStep(key, below) is { } record && _cache.FindLayers(record.Result).FirstOrDefault(layer => _store.Contains(layer.Layer.Digest)) is { } layer ? (record.Result, layer) : null;

    private (Digest Result, LayerRecord Layer) RunStep(Digest key, Digest below, byte[] content)
    {
        var result = Digest.Sha256(Encoding.UTF8.GetBytes($"{key} {_random.Next()}"));
        _cache.SaveStep(new() { Key = key, Result = result, Base = below, Created = DateTimeOffset.UnixEpoch, Milliseconds = 1 });
        _cache.SaveSlot(key.Hex[..6], new([new("command", key)], 1));
        using var writer = _store.CreateBlob();
        writer.Write(content.AsSpan(0, content.Length / 2));
        writer.Write(content.AsSpan(content.Length / 2));
        var layer = new LayerRecord(new() { MediaType = MediaTypes.LayerTar, Digest = writer.Commit(), Size = content.Length }, new(Digest.Sha256(content)), content.Length);
        _cache.SaveLayer(result, Form, layer);
        return (result, layer);
    }

    private async Task RetagAsync(string from, string to)
    {
        using var lease = await _store.LeaseAsync(CancellationToken.None);
        if (_store.Resolve(ImageReference.Parse(from)) is { } image)
            await NameAsync(to, image);
    }

    private async Task UntagAsync(string tag)
    {
        var acknowledge = history.Begin(tag, null);
        await _store.RemoveReferenceAsync(ImageReference.Parse(tag), CancellationToken.None);
        acknowledge();
    }

    private async Task LoadAsync(string tag)
    {
        using var lease = await _store.LeaseAsync(CancellationToken.None);
        foreach (var image in await ImageArchiveReader.ReadAsync(_store, new MemoryStream(SampleArchive.OfImage(_random.Next(3))), CancellationToken.None))
            await NameAsync(tag, image.Descriptor);
    }

    private async Task ImportAsync()
    {
        using var lease = await _store.LeaseAsync(CancellationToken.None);
        var image = await RootFsImport.ImportAsync(_store, new MemoryStream(SampleArchive.OfFiles(_random.Next(1000))), new() { Platform = Platform.LinuxAmd64, Created = DateTimeOffset.UnixEpoch }, CancellationToken.None);
        await _store.KeepAsync(image, CancellationToken.None);
        history.Kept.Add(image.Digest.ToString());
    }

    private async Task RemoveAndPruneAsync(string tag)
    {
        await UntagAsync(tag);
        await StorePruner.TryPruneAsync(_store, new HashSet<Digest>(), CancellationToken.None);
    }

    private async Task NameAsync(string tag, Descriptor image)
    {
        // At times with a second name, as the targets of a fleet that end together.
        var tags = (_random.Next(3) == 0 ? new[] { tag, Tags[_random.Next(Tags.Length)] } : [tag]).Distinct().ToList();
        var acknowledgements = tags.ConvertAll(one => history.Begin(one, image.Digest.ToString()));
        await _store.SetReferencesAsync(tags.ConvertAll(one => new StoredReference(ImageReference.Parse(one), image)), CancellationToken.None);
        acknowledgements.ForEach(static acknowledge => acknowledge());
    }

    private static byte[] ContentOf(int step, int variant)
    {
        var content = new byte[700 + (step * 900)];
        new Random((step * 100) + variant).NextBytes(content);
        return content;
    }
}
