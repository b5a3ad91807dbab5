// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Slipway.Distribution;

/// <summary>The proxy that the environment names (<c>HTTPS_PROXY</c>, <c>NO_PROXY</c> and their like), or else another, never used for this machine itself.</summary>
/// <param name="inner">That of the environment.</param>
/// <param name="other">The one where the environment names none for any host.</param>
internal sealed class EnvironmentProxy(IWebProxy inner, IWebProxy? other) : IWebProxy
{
    public ICredentials? Credentials { get => inner.Credentials; set => inner.Credentials = value; }

    private static readonly string[] Variables = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

    // What the environment says, NO_PROXY too, holds for every host.
    private IWebProxy Chosen => other is null || Variables.Any(static name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))) ? inner : other;

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : Chosen.GetProxy(destination);

    public bool IsBypassed(Uri host) => Authority.IsLoopback(Authority.HostOf(host.Authority)) || Chosen.IsBypassed(host);
}
