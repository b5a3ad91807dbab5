// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Slipway.TestKit;

/// <summary>Writes down what a <see cref="TestRegistry"/> is asked, in order: hand it to the registry as a service.</summary>
public sealed class RequestRecorder : IStartupFilter
{
    private readonly ConcurrentQueue<string> _requests = new();

    /// <summary>Verb, path and query of each request.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Forgets what was asked.</summary>
    public void Clear() => _requests.Clear();

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, proceed) =>
        {
            _requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            await proceed(context);
        });
        next(app);
    };
}
