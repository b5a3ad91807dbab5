// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>What the size of an image is compared with. The kinds are closed: they are in this file.</summary>
internal abstract record ComparedWith;

/// <summary>A target of the same fleet.</summary>
internal sealed record ComparedTarget(FleetTarget Target) : ComparedWith;

/// <summary>A report that was written earlier.</summary>
/// <param name="Path">The absolute path of its file.</param>
internal sealed record ComparedReport(string Path) : ComparedWith;

/// <summary>An image that the store has under this name.</summary>
internal sealed record ComparedImage(ImageReference Reference) : ComparedWith;
