// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Layers;

/// <summary>A layer holds what no layer may hold, goes over a limit, or cannot be written or unpacked here.</summary>
public sealed class LayerException : IOException
{
    /// <summary>An exception with a sentence that names the layer or the path and what is wrong.</summary>
    public LayerException(string message) : base(message)
    {
    }

    /// <summary>An exception with a sentence that names the layer or the path and what is wrong, and the cause.</summary>
    public LayerException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>An exception without a message of its own.</summary>
    public LayerException()
    {
    }
}
