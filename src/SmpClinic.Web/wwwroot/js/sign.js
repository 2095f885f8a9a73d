// Lets a signature be drawn. Without this script the typed name is the signature; with it a drawing may be added. What is sent is
// the lines as numbers, not a picture.
const box = document.querySelector("[data-signature]");
const canvas = box?.querySelector("canvas");
const field = box?.querySelector("input");
const pen = canvas?.getContext("2d");

if (pen) {
    const longest = 12000;
    let lines = [];
    let line = null;

    const redraw = () => {
        pen.clearRect(0, 0, canvas.width, canvas.height);
        pen.lineWidth = 5;
        pen.lineCap = pen.lineJoin = "round";
        pen.strokeStyle = getComputedStyle(canvas).color;
        for (const points of lines) {
            pen.beginPath();
            points.forEach(([x, y], i) => (i === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
            if (points.length === 1) {
                pen.lineTo(points[0][0] + 1, points[0][1]);
            }
            pen.stroke();
        }
    };
    const keep = () => {
        field.value = lines.map((points) => points.map((point) => point.join(",")).join(" ")).join(";");
    };
    const place = (event) => {
        const frame = canvas.getBoundingClientRect();
        const within = (share, most) => Math.max(0, Math.min(most, Math.round(share * most)));
        return [within((event.clientX - frame.left) / frame.width, 1000), within((event.clientY - frame.top) / frame.height, 300)];
    };

    canvas.addEventListener("pointerdown", (event) => {
        canvas.setPointerCapture(event.pointerId);
        line = [place(event)];
        lines.push(line);
        redraw();
        event.preventDefault();
    });
    canvas.addEventListener("pointermove", (event) => {
        const [x, y] = place(event);
        const last = line?.at(-1);
        if (last && Math.hypot(x - last[0], y - last[1]) >= 6 && field.value.length < longest - 400) {
            line.push([x, y]);
            redraw();
        }
    });
    for (const end of ["pointerup", "pointercancel"]) {
        canvas.addEventListener(end, () => {
            line = null;
            keep();
        });
    }
    box.querySelector("button").addEventListener("click", () => {
        lines = [];
        keep();
        redraw();
    });
    if (field.value) {
        lines = field.value.split(";").map((points) => points.split(" ").map((point) => point.split(",").map(Number)));
    }
    box.hidden = false;
    redraw();
}
