// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>Runs a command in a container of an image, for claims of what a command prints. Somebody above implements it.</summary>
public interface IImageRunner
{
    /// <summary>
    /// Runs a command in place of the image's entry point, as the image's user and in its directory, without a network, and removes the
    /// container.
    /// </summary>
    /// <param name="image">The image; its layers are in the store.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="cancellationToken">Stops the container.</param>
    Task<ImageRun> RunAsync(StoredImage image, IReadOnlyList<string> command, CancellationToken cancellationToken);
}
