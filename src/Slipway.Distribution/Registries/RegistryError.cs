// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>One error as a registry tells it (distribution-spec, "Error Codes").</summary>
/// <param name="Code">The code, such as <c>MANIFEST_UNKNOWN</c>.</param>
/// <param name="Message">What the registry says of it, or the empty string.</param>
public sealed record RegistryError(string Code, string Message);
