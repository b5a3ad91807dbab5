// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A request that tells whether a container is well.</summary>
/// <param name="Scheme"><c>HTTP</c> or <c>HTTPS</c>.</param>
/// <param name="Port">The container's port.</param>
/// <param name="Path">The path, with a slash at its beginning.</param>
internal sealed record HttpCheck(string Scheme, int Port, string Path);
