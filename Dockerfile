# Builds the site and runs it as an ordinary user. The data folder (database, keys, photos, mail in pickup mode) is a volume.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
# Compiled ahead for the processor it will run on: a start takes a good deal less.
ARG TARGETARCH
WORKDIR /source
COPY global.json nuget.config Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/SmpClinic.Scheduling/SmpClinic.Scheduling.csproj src/SmpClinic.Scheduling/
COPY src/SmpClinic.Web/SmpClinic.Web.csproj src/SmpClinic.Web/
RUN dotnet restore src/SmpClinic.Web/SmpClinic.Web.csproj -a $TARGETARCH
COPY src/ src/
RUN dotnet publish src/SmpClinic.Web/SmpClinic.Web.csproj -c Release -a $TARGETARCH --no-restore -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
RUN mkdir /data /pickup /photos && chown "$APP_UID" /data /pickup /photos
ENV ASPNETCORE_ENVIRONMENT=Production \
    ASPNETCORE_HTTP_PORTS=8080 \
    Data__Folder=/data
USER $APP_UID
VOLUME /data
EXPOSE 8080
# Stopping is asked for by SIGTERM; give it 35 seconds (--stop-timeout), the site takes 25 for what is under way.
STOPSIGNAL SIGTERM
# The base image has no curl; the program asks itself.
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s --retries=3 \
    CMD ["dotnet", "SmpClinic.Web.dll", "health", "--url", "http://localhost:8080/health/live"]
ENTRYPOINT ["dotnet", "SmpClinic.Web.dll"]
