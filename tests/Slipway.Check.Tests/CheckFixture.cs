// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.TestKit;

namespace Slipway.Check.Tests;

/// <summary>A store and a home of their own for one test, and what most tests do with them.</summary>
internal sealed class CheckFixture : IDisposable
{
    private readonly TempFolder _folder = new();

    internal CheckFixture() => (Home, Store) = (new(_folder.Path), OciLayout.Open(new SlipwayHome(_folder.Path).Store));

    internal SlipwayHome Home { get; }

    internal OciLayout Store { get; }

    internal static SourcePlace Place { get; } = new(SourceText.From("slipway.yaml", "claims: here\n"), new(8, 4));

    internal async Task<ImageInventory> InventoryAsync(params IReadOnlyList<LayerEntry>[] layers) =>
        await ReadAsync(await TestImage.CreateAsync(Store, null, layers));

    internal Task<ImageInventory> ReadAsync(StoredImage image) => new InventoryReader(Store, Home).ReadAsync(image, TestContext.Current.CancellationToken);

    internal async Task<ProofSubject> SubjectAsync(ContainerConfig? config, params IReadOnlyList<LayerEntry>[] layers)
    {
        var image = await TestImage.CreateAsync(Store, config, layers);
        return new("app", image, await ReadAsync(image), [Platform.LinuxAmd64]);
    }

    internal async Task<Proof> ProveAsync(Claim claim, ProofSubject subject, ProofSubject? sibling = null, IImageRunner? runner = null) =>
        (await new Prover(new InventoryReader(Store, Home), runner).ProveAsync(
            [claim], subject, _ => sibling is null ? null : ComparedSizes.Of(sibling.Inventory), TestContext.Current.CancellationToken)).Single();

    public void Dispose() => _folder.Dispose();
}
