# docker build -t gateway .                       the gateway
# docker build -t gateway-demo --target demo .    an auth server and an API to stand behind it

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
# Compiled ahead, for the machine that builds it: starts sooner, and the first storm of refreshes finds little code left to compile.
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish src/Gateway --configuration Release --use-current-runtime --no-self-contained -p:PublishReadyToRun=true -p:RunAnalyzers=false --output /out/gateway

FROM build AS build-demo
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish src/Demo --configuration Release --use-current-runtime --no-self-contained -p:RunAnalyzers=false --output /out/demo

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS demo
COPY --from=build-demo /out/demo /app
USER $APP_UID
ENTRYPOINT ["dotnet", "/app/Demo.dll"]

# Listens on 8080. Mount a folder with an appsettings.json at /config, or use environment variables.
# Without a Redis the sessions lie in /data.
FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS gateway
COPY --from=build /out/gateway /app
COPY appsettings.json /config/
RUN mkdir /data && chown $APP_UID /data
ENV Gateway__Redis__DataDirectory=/data
# For Kestrel's certificates: mounted files often change without a notice (a swapped link, the disk of another machine).
ENV DOTNET_USE_POLLING_FILE_WATCHER=true
VOLUME /data
WORKDIR /config
EXPOSE 8080
USER $APP_UID
# Alive, not ready: a gateway whose Redis is away still serves, and must not be restarted for it. The image has no curl, but bash.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["dotnet", "/app/Gateway.dll"]
