// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Layers;

namespace Slipway.Oci.Tests;

/// <summary>
/// One content, and the bytes that this compressor makes of it. They are not promised to anybody, but an image's digest hangs on them: who changes
/// the runtime learns here that the same build gives another digest from then on, and that layers are written anew.
/// </summary>
public sealed class GoldenCompressionTests
{
    private const int Size = 3_500_000; // three blocks and a half

    [Theory]
    [InlineData(LayerCompression.Gzip, 6, "4518064b4bffe42af2bc62e980a7c9cadca5d8c74839c590cb27812b2a4a3c6a")]
    [InlineData(LayerCompression.Gzip, 1, "269a607ec1fef74348560bc2b2f5180f64b595196c62f31c7958dea582bd30dd")]
    [InlineData(LayerCompression.Zstd, 3, "ecea538482eec54221aca6d765a1055586d22bd01bfc167c8009c0326e5755be")]
    public async Task The_compressor_makes_the_bytes_that_it_made(LayerCompression compression, int level, string expected)
    {
        if (compression == LayerCompression.Zstd && ZstdCompressionStream.LibraryVersion != "1.5.4")
            TestKit.Needs.Lack($"it needs libzstd 1.5.4, whose bytes are noted here, and this is {ZstdCompressionStream.LibraryVersion}");
        var options = new LayerOptions { Compression = compression, Level = level };

        var (layer, _) = await TestLayer.WriteAsync([new(TarArchive.File("sample") with { Size = Size }) { OpenContent = static () => new MemoryStream(Sample()) }], options);

        layer.Descriptor.Digest.Hex.ShouldBe(expected,
            $"{options.Form} makes other bytes than before. The compressor has changed: zlib-ng comes with the runtime ({Environment.Version}), libzstd with the system "
            + $"({ZstdCompressionStream.LibraryVersion}). If that was meant, note the new digest here, and say in the changelog that digests of images change; its version is in the key of every layer.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task The_bytes_do_not_depend_on_the_number_of_workers(int workers)
    {
        LayerEntry[] entries = [new(TarArchive.File("sample") with { Size = Size }) { OpenContent = static () => new MemoryStream(Sample()) }];

        (await TestLayer.WriteAsync(entries, new() { Workers = workers })).Layer.Blob.ShouldBe((await TestLayer.WriteAsync(entries, new() { Workers = 3 })).Layer.Blob);
    }

    [Fact]
    public void The_form_of_a_layer_names_whatever_decides_its_bytes()
    {
        LayerOptions[] forms =
        [
            new(), new() { Level = 9 }, new() { Compression = LayerCompression.Zstd }, new() { Compression = LayerCompression.None }, new() { Times = LayerTimes.Nanoseconds },
            new() { LatestModified = new(5) }, new() { LatestModified = new(5, 1) },
        ];

        forms.Select(static options => options.Form).Distinct().Count().ShouldBe(forms.Length);
        new LayerOptions { Level = 5, Workers = 1 }.Form.ShouldBe(new LayerOptions { Workers = 2 }.Form);
        new LayerOptions { Compression = LayerCompression.Zstd }.Form.ShouldContain(ZstdCompressionStream.LibraryVersion);
        // What another zlib would change.
        new LayerOptions().Form.ShouldMatch("^gzip-5-[0-9a-f]{12}$");
        new LayerOptions { Level = 1 }.Form.ShouldMatch("^gzip-1-[0-9a-f]{12}$");
        forms.ShouldAllBe(static options => !options.Form.Contains('/'));
    }

    [Fact]
    public async Task What_is_compressed_in_blocks_is_one_member_that_others_read()
    {
        var (layer, _) = await TestLayer.WriteAsync([new(TarArchive.File("sample") with { Size = Size }) { OpenContent = static () => new MemoryStream(Sample()) }]);

        using var folder = new TestKit.TempFolder();
        Tool.Run("gzip", "-t", folder.Write("layer.gz", layer.Blob));
    }

    private static byte[] Sample()
    {
        var sample = new byte[Size];
        var state = 1u;
        for (var at = 0; at < Size; at++)
        {
            state = state * 1664525 + 1013904223;
            sample[at] = state >> 30 != 0 && at > 10_000 ? sample[at - 1 - (int)(state >> 9) % 9_000] : (byte)(' ' + (state >> 24) % 64);
        }
        return sample;
    }
}
