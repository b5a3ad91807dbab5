// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>A host's addresses are none that may be connected to.</summary>
internal sealed class AddressRefusedException(string message) : IOException(message);
