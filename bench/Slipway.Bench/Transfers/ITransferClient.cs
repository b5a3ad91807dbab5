// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Bench;

/// <summary>A program that pushes images and pulls them.</summary>
internal interface ITransferClient : IAsyncDisposable
{
    /// <summary>What the table calls it, with its version.</summary>
    string Name { get; }

    /// <summary>Makes an image ready to be pushed under a name at a registry, outside the clock.</summary>
    Task OfferAsync(TransferImage image, string registry);

    /// <summary>Pushes it.</summary>
    Task<Cost> PushAsync(TransferImage image, string registry);

    /// <summary>Forgets every image.</summary>
    Task ForgetAsync();

    /// <summary>Pulls an image.</summary>
    Task<Cost> PullAsync(TransferImage image, string registry);
}
