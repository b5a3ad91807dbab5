// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Bench;

/// <summary>A program that builds images, with a storage of its own.</summary>
internal interface IBuilder : IAsyncDisposable
{
    /// <summary>What the table calls it, with its version.</summary>
    string Name { get; }

    /// <summary>Forgets every result and every file it was sent, but not the base image.</summary>
    Task ForgetAsync();

    /// <summary>Builds a folder's Dockerfile into a complete image: an OCI layout or archive.</summary>
    /// <param name="folder">The context, with the Dockerfile in it, which begins <c>ARG BASE</c>, <c>FROM $BASE</c>.</param>
    /// <param name="arguments">Further build args, <c>NAME=value</c>.</param>
    Task<Cost> BuildAsync(string folder, IReadOnlyList<string> arguments);

    /// <summary>Where the image of the last build is, as skopeo names it.</summary>
    string LastImage { get; }

    /// <summary>Builds all images of a fleet; each is complete in an OCI layout or archive, or at the fleet's registry, when it returns.</summary>
    Task<Cost> BuildAsync(SampleFleet fleet);

    /// <summary>Where an image of a fleet without a registry is after a build, as skopeo names it.</summary>
    string ImageOf(SampleFleet fleet, SampleImage image);
}
