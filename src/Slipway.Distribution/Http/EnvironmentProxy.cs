// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Slipway.Distribution;

/// <summary>The proxy that the environment names (<c>HTTPS_PROXY</c>, <c>NO_PROXY</c> and their like), never used for this machine itself.</summary>
internal sealed class EnvironmentProxy(IWebProxy inner) : IWebProxy
{
    public ICredentials? Credentials { get => inner.Credentials; set => inner.Credentials = value; }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : inner.GetProxy(destination);

    public bool IsBypassed(Uri host) => Authority.IsLoopback(Authority.HostOf(host.Authority)) || inner.IsBypassed(host);
}
