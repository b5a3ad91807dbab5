// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Layers;

/// <summary>Whose media types are written.</summary>
public enum LayerMediaTypes
{
    /// <summary>Those of the OCI image specification.</summary>
    Oci,

    /// <summary>Docker's, for images in its older format.</summary>
    Docker,
}
